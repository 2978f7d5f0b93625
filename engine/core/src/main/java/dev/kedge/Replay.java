package dev.kedge;

import dev.kedge.internal.store.LogReplay;
import java.io.InputStream;
import java.time.Instant;

/**
 * A backup that has been restored and is not published yet, for shipped log to be replayed on it:
 * see {@link Restore#restore(java.nio.file.Path, InputStream, java.util.function.Consumer,
 * ProgressListener)}. Nobody needs the states in between, so this takes a fraction of the time that
 * {@link Database#applyWal(InputStream)} takes for the same log: many commits change the tree at
 * once, in the order of their keys. It takes about a fifth of the maximum heap, at most 64 MiB, and
 * puts what has no room there in order in a scratch file beside the target: no larger than the log,
 * nor than the database or 256 MiB, whichever is more. If the device has no room for that, it takes
 * longer.
 *
 * <p>Used by the thread that restores, and not after the restore has ended.
 */
public final class Replay {

  private final LogReplay replay;

  Replay(LogReplay replay) {
    this.replay = replay;
  }

  /** The commit that was replayed last; at first that of the backup. */
  public Position position() {
    return replay.position();
  }

  /**
   * Who hears of what is left to be done when all log was given: it was put in order then, and is
   * written to the database. In bytes of what was put in order, of which there are none if it had
   * room in memory; can cancel it at any time. Nobody unless set.
   */
  public void listener(ProgressListener listener) {
    replay.listener(listener);
  }

  /**
   * Replays shipped log until a version, or the last commit at or before an instant, whichever
   * comes first. Commits that are there already are skipped.
   *
   * @param in at the beginning of what {@link Database#shipWal} wrote; not closed, and read no
   *     further than to the end of what is needed
   * @param version {@link Long#MAX_VALUE} for none
   * @param instant {@link Instant#MAX} for none; with neither, all of the log is replayed
   * @return where it stands now
   * @throws RecoveryTargetException if the log ends before both, or either lies before where it
   *     stands
   * @throws ReplicaGapException if the log begins too late
   * @throws GenerationMismatchException if it is of another history
   * @throws BackupFormatException if it is damaged; all commits before the damage were replayed
   * @throws StorageException if a file or the stream fails
   */
  public Position apply(InputStream in, long version, Instant instant) {
    replay.apply(in, version, instant);
    return replay.position();
  }
}
