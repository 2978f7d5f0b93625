package dev.kedge.jdbc.internal.session;

import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import dev.kedge.jdbc.internal.engine.RunningOperation;
import dev.kedge.jdbc.internal.error.SqlErrors;
import dev.kedge.jdbc.internal.error.SqlState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a statement, which may be cancelled by another thread or run out of time. Long
 * operations and scans ask it whether they should go on.
 */
final class Execution implements ProgressListener {

  private static final long STEP_MILLIS = 20;

  private final LongSupplier nanoTime;
  private final Duration timeout;
  private final long begun;
  private volatile boolean cancelled;
  private volatile @Nullable RunningOperation operation;

  /**
   * An execution that begins now.
   *
   * @param timeout how long it may take; zero for any time
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  Execution(Duration timeout, LongSupplier nanoTime) {
    this.timeout = timeout;
    this.nanoTime = nanoTime;
    this.begun = timeout.isZero() ? 0 : nanoTime.getAsLong();
  }

  /** Makes it end; from any thread. */
  void cancel() {
    cancelled = true;
  }

  /**
   * Takes a lock.
   *
   * @throws SQLException if this should end while somebody else has it, which is not taken then
   */
  void lock(ReentrantLock lock) throws SQLException {
    boolean interrupted = false;
    try {
      boolean taken = lock.tryLock();
      while (!taken) {
        check();
        try {
          taken = lock.tryLock(STEP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          interrupted = true; // an interrupt ends no statement
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Notes its progress in an operation from now on. */
  void report(RunningOperation to) {
    operation = to;
  }

  @Override
  public void progress(long bytesDone, long bytesTotal) {
    RunningOperation reported = operation;
    if (reported != null) {
      reported.progress(bytesDone, bytesTotal);
    }
  }

  @Override
  public boolean isCancelled() {
    return cancelled || isTimedOut();
  }

  private boolean isTimedOut() {
    return !timeout.isZero() && nanoTime.getAsLong() - begun >= timeout.toNanos();
  }

  /**
   * Asked between the rows of a scan.
   *
   * @throws SQLException if it should end
   */
  void check() throws SQLException {
    if (isCancelled()) {
      throw cancelledError(null);
    }
  }

  /** What the engine threw, as an error that says who ended it; that may be the engine itself. */
  SQLException error(RuntimeException e) {
    return e instanceof OperationCancelledException && isCancelled()
        ? cancelledError(e)
        : SqlErrors.of(e);
  }

  private SQLException cancelledError(@Nullable Throwable cause) {
    if (cancelled) {
      return SqlState.CANCELLED.error("the statement was cancelled", cause);
    }
    return SqlState.TIMED_OUT.error(
        "the statement took longer than its timeout of "
            + timeout.toSeconds()
            + " s: allow more with setQueryTimeout",
        cause);
  }
}
