package dev.kedge.cli.work;

import dev.kedge.ApplyResult;
import dev.kedge.BackupResult;
import dev.kedge.CheckResult;
import dev.kedge.CheckpointResult;
import dev.kedge.CompactResult;
import dev.kedge.Database;
import dev.kedge.HoldInfo;
import dev.kedge.KedgeException;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.ShipResult;
import dev.kedge.jmx.DatabaseInfo;
import dev.kedge.jmx.HoldStatus;
import dev.kedge.jmx.OperationStatus;
import dev.kedge.jmx.OwnedDatabase;
import dev.kedge.jmx.OwnerClient;
import dev.kedge.jmx.ReplicaMXBean;
import dev.kedge.jmx.ShippingMXBean;
import dev.kedge.replica.Replica;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The work on a database that another process has open, carried out by that process. */
public final class OwnerWork implements Work {

  private static final long ALL = -1;

  private final OwnerClient client;
  private final OwnedDatabase database;
  private final String owner;
  private final OwnerFiles files;

  OwnerWork(OwnerClient client, OwnedDatabase database, String owner, boolean sameHost) {
    this.client = client;
    this.database = database;
    this.owner = owner;
    this.files = new OwnerFiles(database, owner, sameHost);
  }

  @Override
  public Optional<String> owner() {
    return Optional.of(owner);
  }

  /**
   * Whether it archives its log before it is discarded; where to is its own decision.
   *
   * @return false if it has no archive
   */
  public boolean hasArchive() {
    return database.shipping().isArchiveConfigured();
  }

  @Override
  public Standing standing() {
    DatabaseInfo info = OwnerCalls.get(database::info);
    return new Standing(
        info.path(),
        info.commitTime().orElse(null),
        info.rememberedReplica(),
        info.holds(),
        info.stats());
  }

  @Override
  public BackupResult backup(Output output, boolean compressed, ProgressListener progress)
      throws IOException {
    return files
        .fetch(output, progress, name -> database.backups().startBackup(name, compressed))
        .resultAs(BackupResult.class);
  }

  @Override
  public ShipResult ship(Output output, @Nullable Long after, ProgressListener progress)
      throws IOException {
    long version = after == null ? ALL : after;
    return files
        .fetch(output, progress, name -> database.shipping().startShipWal(name, version))
        .resultAs(ShipResult.class);
  }

  @Override
  public ApplyResult apply(Input input, ApplyUntil until, ProgressListener progress)
      throws IOException {
    if (database.state().isPrimary()) {
      throw new KedgeException(
          owner + " has the database open as a primary, and log goes to replicas");
    }
    return files
        .give(input, progress, name -> startApplying(name, until))
        .resultAs(ApplyResult.class);
  }

  private long startApplying(String name, ApplyUntil until) {
    ShippingMXBean shipping = database.shipping();
    Long version = until.version();
    Instant instant = until.instant();
    if (version != null) {
      return shipping.startApplyWalUntil(name, version);
    }
    return instant == null
        ? shipping.startApplyWal(name)
        : shipping.startApplyWalUntilTimestamp(name, instant.toString());
  }

  @Override
  public CheckpointResult checkpoint() {
    return ended(database.state()::startCheckpoint, ProgressListener.NONE)
        .resultAs(CheckpointResult.class);
  }

  @Override
  public CheckResult check(ProgressListener progress) {
    return ended(database.state()::startCheck, progress).resultAs(CheckResult.class);
  }

  @Override
  public CompactResult compact(ProgressListener progress) {
    return ended(database.state()::startCompact, progress).resultAs(CompactResult.class);
  }

  private OperationStatus ended(LongSupplier start, ProgressListener progress) {
    return OwnerCalls.ended(database, start, progress);
  }

  @Override
  public Position promote() {
    OperationStatus status =
        OwnerCalls.get(
            () ->
                database.isFollower()
                    ? database.follower().promote(database.name())
                    : database.state().promote(database.name()));
    return Position.parse(String.valueOf(status.result().get("position")));
  }

  @Override
  public List<HoldInfo> holds() {
    return OwnerCalls.get(database.shipping()::getHolds).stream().map(OwnerWork::hold).toList();
  }

  private static HoldInfo hold(HoldStatus hold) {
    return new HoldInfo(
        hold.name(),
        hold.version(),
        hold.capBytes(),
        hold.heldBytes(),
        Instant.parse(hold.created()));
  }

  @Override
  public HoldInfo createHold(String name, @Nullable Long after, long capBytes) {
    long version = after == null ? standing().stats().position().version() : after;
    OwnerCalls.run(() -> database.shipping().createHold(name, version, capBytes));
    return holds().stream()
        .filter(hold -> hold.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new KedgeException("hold " + name + " was dropped at once"));
  }

  @Override
  public boolean advanceHold(String name, long through) {
    return OwnerCalls.get(() -> database.shipping().advanceHold(name, through));
  }

  @Override
  public boolean dropHold(String name) {
    if (holds().stream().noneMatch(hold -> hold.name().equals(name))) {
      return false;
    }
    OwnerCalls.run(() -> database.shipping().dropHold(name, name));
    return true;
  }

  @Override
  public ReplicaWork replica(String name, String url, Function<Database, Replica> own) {
    return replica(name, url);
  }

  /**
   * A replica that the process has.
   *
   * @param name its name there
   * @param url its destination
   * @throws KedgeException if there is no such replica
   */
  public OwnerReplicaWork replica(String name, String url) {
    for (ReplicaMXBean replica : database.replicas()) {
      if (replica.getDestination().equals(url) && replica.getName().equals(name)) {
        return new OwnerReplicaWork(database, replica);
      }
    }
    throw new KedgeException(
        owner
            + " has the database open and no replica '"
            + name
            + "' to "
            + url
            + replicas()
            + ": begin it there, by a Replica in Java or replicate= in the URL of JDBC, or close"
            + " the database there");
  }

  private String replicas() {
    List<String> all =
        database.replicas().stream()
            .map(replica -> "'" + replica.getName() + "' to " + replica.getDestination())
            .toList();
    return all.isEmpty() ? "" : " (but " + String.join(", ", all) + ")";
  }

  @Override
  public void close() {
    client.close();
  }
}
