package dev.kedge.internal.store;

import dev.kedge.ArchiveException;
import dev.kedge.WalArchive;
import dev.kedge.WalArchive.Range;
import dev.kedge.internal.wal.LogCursor;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One range on its way to the archive, on a thread of its own, which may never come back. */
final class ArchiveAttempt {

  private final Store store;
  private final Range range;
  private final FutureTask<@Nullable Void> task;
  private final Thread thread;
  private volatile @Nullable LogCursor reading;

  ArchiveAttempt(Store store, WalArchive archive, Range range) {
    this.store = store;
    this.range = range;
    this.task =
        new FutureTask<>(
            () -> {
              archive.store(range, this::write);
              return null;
            });
    this.thread = new Thread(task, "kedge-archive");
    thread.setDaemon(true);
  }

  /** Whether the archive may still be at it, though nobody waits for that any more. */
  boolean isAbandoned() {
    return task.isCancelled() && thread.isAlive();
  }

  /**
   * Begins, and waits until the archive has taken the range.
   *
   * @throws ArchiveException if it has not, within this time or at all
   */
  void run(Duration timeout) {
    thread.start();
    boolean interrupted = false;
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      while (true) {
        try {
          task.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (TimeoutException e) {
      task.cancel(true);
      throw new ArchiveException(
          "the archive did not take " + range + " within " + timeout + ": the log is kept", null);
    } catch (CancellationException e) {
      throw new ArchiveException("the archive did not take " + range + " in time", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ArchiveException(
          "the archive refused " + range + ", the log is kept: " + cause, cause);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void write(OutputStream out) throws IOException {
    try (LogCursor cursor = store.log().read(range.firstVersion() - 1)) {
      reading = cursor;
      if (task.isCancelled()) {
        throw new IOException("the log of " + range + " was given up");
      }
      Shipper.write(store, cursor, range, out);
    } finally {
      reading = null;
    }
  }

  /** Interrupts it. */
  void cancel() {
    task.cancel(true);
  }

  /** Interrupts it, and lets the log go that it reads, whether it reacts or not. */
  void giveUp() {
    task.cancel(true);
    LogCursor cursor = reading;
    if (cursor != null) {
      cursor.unpin();
    }
  }
}
