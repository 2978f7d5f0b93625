package dev.kedge.jmx;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * For how long getters wait for what is read in the background: all of them together no longer than
 * a second in ten, so that a scrape of many databases on a disk that stands still does not wait for
 * each of them. Any thread may use it.
 */
final class Patience {

  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** That of all beans of the process. */
  static final Patience OF_THE_PROCESS = new Patience(System::nanoTime);

  private final LongSupplier nanos;
  private long windowStart;
  private long waited;

  Patience(LongSupplier nanos) {
    this.nanos = nanos;
    this.windowStart = nanos.getAsLong();
  }

  /** Waits until something has been read, or patience is at its end. */
  void await(Future<?> reading) {
    long start = nanos.getAsLong();
    try {
      reading.get(left(start), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      // A getter must neither hang nor fail: it tells what was read last.
    }
    waited(nanos.getAsLong() - start);
  }

  private synchronized long left(long now) {
    if (now - windowStart >= WINDOW_NANOS) {
      windowStart = now;
      waited = 0;
    }
    return Math.max(0, MOST_NANOS - waited);
  }

  private synchronized void waited(long more) {
    waited += more;
  }
}
