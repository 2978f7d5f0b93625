package dev.kedge;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Told what happens inside a database. Every method does nothing unless overridden.
 *
 * <p>The methods are called on threads of the engine, sometimes while a commit or a checkpoint
 * waits, and possibly several at once: they must return quickly and must not call the database. An
 * exception that one throws is logged and otherwise ignored.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public interface DatabaseListener {

  /** Hears nothing. */
  DatabaseListener NONE = new DatabaseListener() {};

  /**
   * Opening found a torn end of the log, left by a crash in the middle of a write, and cut it. No
   * acknowledged commit of durability {@link Durability#FULL} was in it, unless the device has
   * damaged what it had forced: of the last group of commits nothing tells the one from the other.
   *
   * @param file the log segment
   * @param offset where the log ends now, in bytes from the start of the file
   * @param bytes how many bytes behind that were not zero or valid; 0 if nothing is left of commits
   *     that are known to have been there
   */
  default void onTornLog(Path file, long offset, long bytes) {}

  /**
   * Opening found log damaged, or parts of it missing, that the database does not need: all commits
   * are there, but those up to a version can't be read from the log any more, as replicas or the
   * archive might want. The files stay until the log is discarded.
   *
   * @param file the damaged or missing log segment
   * @param offset where in it the damage begins
   * @param lastVersion the last version that can't be read from the log
   */
  default void onDamagedHistory(Path file, long offset, long lastVersion) {}

  /**
   * A log hold was dropped; whoever it kept log for must seed itself again.
   *
   * @param hold the name of the hold
   * @param version log after this version had been kept for it
   * @param reason why, in words
   */
  default void onHoldDropped(String hold, long version, String reason) {}

  /**
   * The archive did not take a range of log; the log is kept and offered again.
   *
   * @param message what failed and what to do
   * @param cause what the archive threw, or null if it did not answer in time
   */
  default void onArchiveFailure(String message, @Nullable Throwable cause) {}

  /**
   * Log was discarded that the archive has not got, as {@link OverflowPolicy#DROP} asks: the
   * versions in it can't be recovered from the archive.
   *
   * @param lost what is missing there
   */
  default void onArchiveHole(WalArchive.Range lost) {}

  /**
   * The clock went backwards, or forward and back: commit times stand still until it passes the
   * last one.
   *
   * @param lastCommit the time of the last commit, which the next ones repeat
   * @param clock what the clock shows
   */
  default void onClockJump(Instant lastCommit, Instant clock) {}

  /**
   * A failure fenced the database: it takes no more writes until it is closed and opened again.
   *
   * @param cause the failure
   */
  default void onFenced(Throwable cause) {}

  /**
   * A checkpoint ended well.
   *
   * @param result what it did
   */
  default void onCheckpoint(CheckpointResult result) {}

  /**
   * A backup ended well.
   *
   * @param result what it wrote
   */
  default void onBackup(BackupResult result) {}

  /**
   * A commit was made to wait because checkpoints, or the archive, can't keep up with the writers.
   * Told at most once a second; the statistics count them all.
   *
   * @param waited how long it was made to wait
   */
  default void onWriteStall(Duration waited) {}

  /**
   * A reader has been open while so much was rewritten that a quarter of the page file is kept for
   * it: a snapshot, cursor or transaction that somebody forgot to close, or that is used for very
   * long. It keeps about as much as the database was large when it began, however long it stays and
   * whatever is written meanwhile. Told once for each reader, after a checkpoint.
   *
   * @param thread the name of the thread that opened it
   * @param version the version it reads
   * @param age for how long it has been open
   * @param bytes of the page file that can't be used again before it is closed
   */
  default void onOldReader(String thread, long version, Duration age, long bytes) {}

  /**
   * The database began a generation of its own: it was promoted, or it is a copy or a former
   * replica that has been written to.
   *
   * @param parent the last position it shares with the history it comes from
   * @param child the new generation
   */
  default void onGenerationForked(Position parent, long child) {}

  /**
   * The database is about to be closed: nothing has been ended yet, and the closing goes on when
   * this returns. Called once.
   */
  default void onClosing() {}
}
