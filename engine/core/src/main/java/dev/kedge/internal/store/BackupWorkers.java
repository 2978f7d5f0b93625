package dev.kedge.internal.store;

import dev.kedge.internal.io.Waiting;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A few daemon threads that live for one backup or restore and do parts of it. They are never
 * interrupted, since what they read and write need not bear it. Closing gives up tasks that have
 * not begun and returns once every thread has ended.
 *
 * <p>Used by one thread at a time.
 */
final class BackupWorkers implements AutoCloseable {

  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
  private final ThreadPoolExecutor executor;
  private final String name;

  /** Up to {@code count} threads named after the operation, started as tasks come. */
  BackupWorkers(int count, String name) {
    this.name = name;
    this.executor =
        new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, waiting, this::newThread);
  }

  private Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "kedge-" + name + "-" + (threads.size() + 1));
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
  }

  /** Has a task done; tasks begin in the order they are handed in. */
  <T> Future<T> submit(Callable<T> task) {
    return executor.submit(task);
  }

  /**
   * Waits for a task, whatever interrupts come, and throws what it threw: the same exception, if it
   * is unchecked. May be called from any thread.
   */
  static <T> T await(Future<T> task) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw unchecked(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException unchecked(@Nullable Throwable failure) {
    // A task that waits for another one wraps what that one threw.
    if (failure instanceof ExecutionException nested) {
      return unchecked(nested.getCause());
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException(failure);
  }

  @Override
  public void close() {
    // They stay in the queue, or a worker that has just seen them there would wait for ever; once
    // cancelled they do nothing.
    for (Runnable task : waiting) {
      if (task instanceof Future<?> future) {
        future.cancel(false);
      }
    }
    executor.shutdown();
    threads.forEach(thread -> Waiting.join(thread, Waiting.FOR_EVER));
  }
}
