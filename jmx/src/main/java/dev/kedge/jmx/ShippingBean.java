package dev.kedge.jmx;

import dev.kedge.Database;
import dev.kedge.DatabaseStats;
import dev.kedge.ProgressListener;
import dev.kedge.Role;
import dev.kedge.ShipResult;
import dev.kedge.replica.Follower;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The attributes and operations of log that leaves a database or comes into it. */
final class ShippingBean implements ShippingMXBean {

  private static final long ALL = -1;

  private final Database database;
  private final OperationsDirectory directory;
  private final HoldLags holds;
  private final Supplier<Optional<Follower>> follower;
  private final StatsSample stats;
  private final DatabaseEvents events;
  private final OperationLog operations;
  private final AppliedTime applied;

  ShippingBean(
      Database database,
      OperationsDirectory directory,
      HoldLags holds,
      Supplier<Optional<Follower>> follower,
      StatsSample stats,
      DatabaseEvents events,
      AppliedTime applied,
      OperationLog operations) {
    this.database = database;
    this.directory = directory;
    this.holds = holds;
    this.follower = follower;
    this.stats = stats;
    this.events = events;
    this.applied = applied;
    this.operations = operations;
  }

  @Override
  public long getHeldLogBytes() {
    return holds.get().stream().mapToLong(HoldStatus::heldBytes).max().orElse(0);
  }

  @Override
  public List<HoldStatus> getHolds() {
    return holds.get();
  }

  @Override
  public int getHoldCount() {
    return holds.get().size();
  }

  @Override
  public double getHoldUsedRatio() {
    return holds.get().stream().mapToDouble(HoldStatus::usedRatio).max().orElse(0);
  }

  @Override
  public Map<String, Long> getLagVersionsByReplica() {
    return byReplica(HoldStatus::lagVersions);
  }

  @Override
  public Map<String, Double> getLagBytesByReplica() {
    return byReplica(ShippingBean::lagBytes);
  }

  /** The newest segment stays anyway, and is not held: what is missing may all be in that. */
  private static double lagBytes(HoldStatus hold) {
    if (hold.lagVersions() == 0) {
      return 0;
    }
    return hold.heldBytes() == 0 ? Double.NaN : hold.heldBytes();
  }

  @Override
  public Map<String, Double> getLagSecondsByReplica() {
    return byReplica(HoldStatus::lagSeconds);
  }

  private <T> Map<String, T> byReplica(Function<HoldStatus, T> figure) {
    Map<String, T> figures = new TreeMap<>();
    holds.get().forEach(hold -> figures.put(hold.name(), figure.apply(hold)));
    return figures;
  }

  @Override
  public boolean isLagKnown() {
    return !Double.isNaN(getLagVersions());
  }

  @Override
  public double getLagVersions() {
    return lag(FollowerLag::versions);
  }

  @Override
  public double getLagBytes() {
    return lag(FollowerLag::bytes);
  }

  @Override
  public double getLagSeconds() {
    return lag(FollowerLag::seconds);
  }

  /** Log in a file does not say how much more the primary has by now; a follower knows. */
  private double lag(ToDoubleFunction<FollowerLag> figure) {
    if (isPrimary()) {
      return 0;
    }
    return follower.get().map(FollowerLag::of).map(figure::applyAsDouble).orElse(Double.NaN);
  }

  private boolean isPrimary() {
    return database.role() == Role.PRIMARY;
  }

  @Override
  public double getLastAppliedTimestampSeconds() {
    return applied.seconds();
  }

  @Override
  public boolean isArchiveConfigured() {
    return database.options().walArchive() != null;
  }

  @Override
  public boolean isArchiveFailing() {
    return stats.get().archiveFailure() != null;
  }

  @Override
  public String getArchiveFailure() {
    return Audit.escape(Objects.requireNonNullElse(stats.get().archiveFailure(), ""));
  }

  @Override
  public long getArchivedVersion() {
    return stats.get().archivedVersion();
  }

  @Override
  public double getArchiveLagVersions() {
    if (!isArchiveConfigured()) {
      return Double.NaN;
    }
    DatabaseStats now = stats.get();
    // Its figures are taken one after another.
    return Math.max(0, now.durableVersion() - Math.max(0, now.archivedVersion()));
  }

  @Override
  public long getArchiveFailuresTotal() {
    return events.archiveFailures();
  }

  @Override
  public long getArchiveHolesTotal() {
    return events.archiveHoles();
  }

  @Override
  public long getHoldsDroppedTotal() {
    return events.holdsDropped();
  }

  @Override
  public OperationStatus shipWal(String name) {
    return operations.run("ship", name, shipping(name, firstHeld()));
  }

  /** The version after which the log has everything. */
  private long firstHeld() {
    return Math.max(0, database.stats().logFirstVersion() - 1);
  }

  @Override
  public OperationStatus shipWalAfter(String name, long afterVersion) {
    return operations.run("ship", name, shipping(name, afterVersion));
  }

  @Override
  public long startShipWal(String name, long afterVersion) {
    long after = afterVersion == ALL ? firstHeld() : afterVersion;
    return operations.start("ship", name, shipping(name, after));
  }

  private OperationLog.Work shipping(String name, long afterVersion) {
    Path file = directory.fresh(name);
    return progress -> ship(file, afterVersion, progress);
  }

  private ShipResult ship(Path file, long afterVersion, ProgressListener progress) {
    return database.shipWal(file, afterVersion, progress);
  }

  @Override
  public OperationStatus applyWal(String name) {
    return operations.run("apply", name, applying(name));
  }

  @Override
  public long startApplyWal(String name) {
    return operations.start("apply", name, applying(name));
  }

  private OperationLog.Work applying(String name) {
    Path input = directory.fileOrDirectory(name);
    return progress -> database.applyWal(input, progress);
  }

  @Override
  public OperationStatus applyWalUntil(String name, long version) {
    return operations.run("apply", name, applyingUntil(name, version));
  }

  @Override
  public long startApplyWalUntil(String name, long version) {
    return operations.start("apply", name, applyingUntil(name, version));
  }

  private OperationLog.Work applyingUntil(String name, long version) {
    Path input = directory.fileOrDirectory(name);
    return progress -> database.applyWalUntil(input, version, progress);
  }

  @Override
  public OperationStatus applyWalUntilTimestamp(String name, String timestamp) {
    return operations.run("apply", name, applyingUntil(name, Time.parse(timestamp)));
  }

  @Override
  public long startApplyWalUntilTimestamp(String name, String timestamp) {
    return operations.start("apply", name, applyingUntil(name, Time.parse(timestamp)));
  }

  private OperationLog.Work applyingUntil(String name, Instant instant) {
    Path input = directory.fileOrDirectory(name);
    return progress -> database.applyWalUntil(input, instant, progress);
  }

  @Override
  public void createHold(String name, long afterVersion, long capBytes) {
    database.holds().create(name, afterVersion, capBytes);
  }

  @Override
  public boolean advanceHold(String name, long version) {
    return database.holds().advance(name, version);
  }

  @Override
  public void dropHold(String name, String confirmation) {
    Confirmation.check(confirmation, name);
    if (!database.holds().drop(name)) {
      throw new IllegalArgumentException("there is no hold named '" + name + "'");
    }
  }
}
