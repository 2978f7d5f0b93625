package dev.kedge.jmx;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads something every second in the background, for as long as somebody asks. */
final class Refresher {

  private static final Logger LOG = System.getLogger("dev.kedge.jmx");
  private static final long ASKED_NANOS = TimeUnit.MINUTES.toNanos(2);

  private final Time time;
  private final Executor background;
  private final Runnable reading;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile long askedNanos;
  private volatile boolean failing;

  /**
   * One that has not read anything yet.
   *
   * @param reading if it fails, that is logged and it is tried again
   */
  Refresher(Time time, Executor background, Runnable reading) {
    this.time = time;
    this.background = background;
    this.reading = reading;
  }

  /**
   * Somebody asks: what was read is a second old at the most, unless reading takes longer. What was
   * read before a pause may be hours old, so who asks first waits for the new reading, as long as
   * there is {@link Patience}.
   */
  void asked() {
    askedNanos = time.nanos().getAsLong();
    if (running.compareAndSet(false, true)) {
      try {
        Patience.OF_THE_PROCESS.await(CompletableFuture.runAsync(this::run, background));
      } catch (RejectedExecutionException e) {
        running.set(false); // the database is closed
      }
    }
  }

  private void run() {
    read();
    if (time.nanos().getAsLong() - askedNanos < ASKED_NANOS) {
      CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, background).execute(this::run);
    } else {
      running.set(false);
    }
  }

  private void read() {
    try {
      reading.run();
      failing = false;
    } catch (RuntimeException | Error e) {
      if (!failing) {
        LOG.log(Level.WARNING, "what beans show can't be read, and gets old", e);
      }
      failing = true;
    }
  }
}
