package dev.kedge.cli.work;

import dev.kedge.ApplyResult;
import dev.kedge.BackupOptions;
import dev.kedge.BackupResult;
import dev.kedge.CheckResult;
import dev.kedge.CheckpointResult;
import dev.kedge.CompactResult;
import dev.kedge.Database;
import dev.kedge.HoldInfo;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.ShipResult;
import dev.kedge.Snapshot;
import dev.kedge.replica.Replica;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The work on a database that this process has opened, and closes. */
public final class OwnWork implements Work {

  private final Database database;

  /** On a database that is open. */
  public OwnWork(Database database) {
    this.database = database;
  }

  /** The database. */
  public Database database() {
    return database;
  }

  @Override
  public Optional<String> owner() {
    return Optional.empty();
  }

  @Override
  public Standing standing() {
    try (Snapshot snapshot = database.snapshot()) {
      return new Standing(
          database.path(),
          snapshot.version() == 0 ? null : snapshot.commitTime(),
          database.isRememberedReplica(),
          database.holds().list().size(),
          database.stats());
    }
  }

  @Override
  public BackupResult backup(Output output, boolean compressed, ProgressListener progress) {
    Path file = output.file();
    refuseOwnerFile(output.ownerFile());
    BackupOptions how = new BackupOptions(compressed, progress);
    return file == null ? database.backup(output.pipe(), how) : database.backup(file, how);
  }

  @Override
  public ShipResult ship(Output output, @Nullable Long after, ProgressListener progress) {
    Path file = output.file();
    refuseOwnerFile(output.ownerFile());
    long version = after == null ? database.stats().logFirstVersion() - 1 : after;
    return file == null
        ? database.shipWal(output.pipe(), version, progress)
        : database.shipWal(file, version, progress);
  }

  private void refuseOwnerFile(@Nullable String name) {
    if (name != null) {
      throw new IllegalArgumentException(
          "--owner-file names a file of the process that has a database open, and none has "
              + database.path());
    }
  }

  @Override
  public ApplyResult apply(Input input, ApplyUntil until, ProgressListener progress)
      throws IOException {
    refuseOwnerFile(input.ownerFile());
    Path file = input.file();
    Long version = until.version();
    Instant instant = until.instant();
    if (version != null) {
      return file == null
          ? database.applyWalUntil(input.pipe(), version, progress)
          : database.applyWalUntil(file, version, progress);
    }
    if (instant != null) {
      return file == null
          ? database.applyWalUntil(input.pipe(), instant, progress)
          : database.applyWalUntil(file, instant, progress);
    }
    return file == null ? applyAll(input.pipe(), progress) : database.applyWal(file, progress);
  }

  /** Shipments may follow one another in a pipe, as {@code cat} joins them. */
  private ApplyResult applyAll(InputStream in, ProgressListener progress) throws IOException {
    ApplyResult result = database.applyWal(in, progress);
    while (isMore(in)) {
      result = sum(result, database.applyWal(in, progress));
    }
    return result;
  }

  private static boolean isMore(InputStream in) throws IOException {
    in.mark(1);
    boolean more = in.read() >= 0;
    in.reset();
    return more;
  }

  private static ApplyResult sum(ApplyResult first, ApplyResult second) {
    return new ApplyResult(
        second.position(),
        first.applied() + second.applied(),
        first.skipped() + second.skipped(),
        second.commitTime(),
        second.reachedTarget(),
        first.elapsed().plus(second.elapsed()));
  }

  @Override
  public CheckpointResult checkpoint() {
    return database.checkpoint();
  }

  @Override
  public CheckResult check(ProgressListener progress) {
    return database.check(progress);
  }

  @Override
  public CompactResult compact(ProgressListener progress) {
    return database.compact(progress);
  }

  @Override
  public Position promote() {
    return database.promote();
  }

  @Override
  public List<HoldInfo> holds() {
    return database.holds().list();
  }

  @Override
  public HoldInfo createHold(String name, @Nullable Long after, long capBytes) {
    long version = after == null ? database.position().version() : after;
    return database.holds().create(name, version, capBytes);
  }

  @Override
  public boolean advanceHold(String name, long through) {
    return database.holds().advance(name, through);
  }

  @Override
  public boolean dropHold(String name) {
    return database.holds().drop(name);
  }

  @Override
  public ReplicaWork replica(String name, String url, Function<Database, Replica> own) {
    return new OwnReplicaWork(own.apply(database));
  }

  @Override
  public void close() {
    database.close();
  }
}
