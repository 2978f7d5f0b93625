package dev.kedge.jmx;

import dev.kedge.BackupResult;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The last backup that succeeded and the last that failed, and how many did. */
final class BackupHistory {

  private final Time time;
  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private volatile @Nullable Success success;
  private volatile @Nullable Failure failure;
  // Not told by their times: the clock may have been set back between them.
  private volatile boolean failing;

  BackupHistory(Time time) {
    this.time = time;
  }

  /**
   * A backup that was made.
   *
   * @param name its name in the operations directory, empty if it was written elsewhere
   * @param at when it was made
   * @param version the last commit in it
   * @param bytes its length
   * @param seconds how long it took, NaN if unknown
   */
  record Success(String name, Instant at, long version, long bytes, double seconds) {}

  /**
   * A backup that was not made.
   *
   * @param at when it failed
   * @param why in one line
   */
  record Failure(Instant at, String why) {}

  /** Notes and counts a backup that the database tells of, whoever made it. */
  void counted(BackupResult result) {
    done.increment();
    bytes.add(result.streamBytes());
    succeeded("", result);
  }

  /** Notes a backup under the name that it was given, empty if it is elsewhere. */
  synchronized void succeeded(String name, BackupResult result) {
    failing = false;
    success =
        new Success(
            name,
            time.clock().instant(),
            result.position().version(),
            result.streamBytes(),
            Time.seconds(result.elapsed().toNanos()));
  }

  /** Notes a backup of an earlier time, unless a later one is known. */
  synchronized void found(Success earlier) {
    if (success == null) {
      success = earlier;
    }
  }

  /** Notes a failure. */
  synchronized void failed(Throwable why) {
    failing = true;
    failed.increment();
    failure = new Failure(time.clock().instant(), ClientErrors.line(why));
  }

  @Nullable Success success() {
    return success;
  }

  @Nullable Failure failure() {
    return failure;
  }

  /** Whether the last one failed. */
  boolean isFailing() {
    return failing;
  }

  long doneCount() {
    return done.sum();
  }

  long failedCount() {
    return failed.sum();
  }

  long writtenBytes() {
    return bytes.sum();
  }
}
