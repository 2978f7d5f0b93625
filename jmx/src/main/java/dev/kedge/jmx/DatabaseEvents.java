package dev.kedge.jmx;

import dev.kedge.BackupResult;
import dev.kedge.DatabaseListener;
import dev.kedge.Position;
import dev.kedge.WalArchive;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what a database tells its listeners, and hands on what others need to know. */
final class DatabaseEvents implements DatabaseListener {

  private final BackupHistory backups;
  private final ArchiveReach archive;
  private final Runnable onClosing;
  private final LongAdder clockJumps = new LongAdder();
  private final LongAdder forks = new LongAdder();
  private final LongAdder archiveFailures = new LongAdder();
  private final LongAdder archiveHoles = new LongAdder();
  private final LongAdder holdsDropped = new LongAdder();
  private volatile String fencedBy = "";

  DatabaseEvents(BackupHistory backups, ArchiveReach archive, Runnable onClosing) {
    this.backups = backups;
    this.archive = archive;
    this.onClosing = onClosing;
  }

  @Override
  public void onHoldDropped(String hold, long version, String reason) {
    holdsDropped.increment();
  }

  @Override
  public void onArchiveFailure(String message, @Nullable Throwable cause) {
    archiveFailures.increment();
  }

  @Override
  public void onArchiveHole(WalArchive.Range lost) {
    archiveHoles.increment();
    archive.hole(lost);
  }

  @Override
  public void onClockJump(Instant lastCommit, Instant clock) {
    clockJumps.increment();
  }

  @Override
  public void onFenced(Throwable cause) {
    fencedBy = Audit.escape(cause.toString());
  }

  @Override
  public void onBackup(BackupResult result) {
    backups.counted(result);
  }

  @Override
  public void onGenerationForked(Position parent, long child) {
    forks.increment();
  }

  @Override
  public void onClosing() {
    onClosing.run();
  }

  long clockJumps() {
    return clockJumps.sum();
  }

  long forks() {
    return forks.sum();
  }

  long archiveFailures() {
    return archiveFailures.sum();
  }

  long archiveHoles() {
    return archiveHoles.sum();
  }

  long holdsDropped() {
    return holdsDropped.sum();
  }

  String fencedBy() {
    return fencedBy;
  }
}
