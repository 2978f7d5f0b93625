package dev.kedge.internal.io;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Runs what has to touch an interruptible channel on a thread that nobody interrupts: an interrupt
 * of the calling thread would close the channel for everybody.
 */
final class Uninterrupted {

  private Uninterrupted() {}

  /** Runs the action and waits for it; an interrupt of the calling thread is kept for it. */
  static <T> T call(Callable<T> action) throws IOException {
    FutureTask<T> task = new FutureTask<>(action);
    Thread thread = new Thread(task, "kedge-uninterrupted");
    thread.setDaemon(true);
    thread.start();
    return await(task);
  }

  /** Waits for what another thread does; an interrupt of the calling thread is kept for it. */
  static <T> T await(Future<T> task) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException failure(Throwable cause) throws IOException {
    if (cause instanceof RuntimeException e) {
      throw e;
    }
    if (cause instanceof Error e) {
      throw e;
    }
    return cause instanceof IOException e ? e : new IOException(cause);
  }
}
