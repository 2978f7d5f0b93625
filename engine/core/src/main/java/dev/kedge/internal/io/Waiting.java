package dev.kedge.internal.io;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits, whatever interrupts come: they are kept for the caller. */
public final class Waiting {

  /** For what ends in any case. */
  public static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

  /** Waits for something once. */
  @FunctionalInterface
  public interface Attempt {

    /**
     * Waits no longer than so many nanoseconds.
     *
     * @return whether it has come
     */
    boolean await(long nanos) throws InterruptedException;
  }

  private Waiting() {}

  /** Waits until something has come, which is tried at least once; false if it has not in time. */
  public static boolean upTo(Duration timeout, Attempt attempt) {
    long left = TimeUnit.NANOSECONDS.convert(timeout);
    long deadline = System.nanoTime() + left;
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (attempt.await(left)) {
            return true;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
        left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Waits for the end of a thread; false if it has not come in time. */
  public static boolean join(Thread thread, Duration timeout) {
    return upTo(
        timeout,
        nanos -> {
          // A part of a millisecond would be none.
          TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(nanos, 1_000_000));
          return !thread.isAlive();
        });
  }
}
