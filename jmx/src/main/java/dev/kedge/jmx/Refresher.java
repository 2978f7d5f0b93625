package dev.kedge.jmx;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads something every second in the background, for as long as somebody asks. */
final class Refresher {

  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Time time;
  private final Executor background;
  private final Runnable reading;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile long askedNanos;

  /**
   * One that has not read anything yet.
   *
   * @param reading must not throw
   */
  Refresher(Time time, Executor background, Runnable reading) {
    this.time = time;
    this.background = background;
    this.reading = reading;
  }

  /** Somebody asks: what was read is a second old at the most, unless reading takes longer. */
  void asked() {
    askedNanos = time.nanos().getAsLong();
    if (running.compareAndSet(false, true)) {
      try {
        await(CompletableFuture.runAsync(this::run, background));
      } catch (RejectedExecutionException e) {
        running.set(false); // the database is closed
      }
    }
  }

  private void run() {
    reading.run();
    if (time.nanos().getAsLong() - askedNanos < PATIENCE_NANOS) {
      CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, background).execute(this::run);
    } else {
      running.set(false);
    }
  }

  /** What was read before a pause may be hours old: who asks first waits for the new reading. */
  private static void await(Future<?> first) {
    try {
      first.get(LONGEST_WAIT_NANOS, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      // A getter must neither hang nor fail: it tells what was read last.
    }
  }
}
