package dev.kedge.jdbc.internal.engine;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs what is due after a delay, on a thread that never keeps the JVM alive. */
class DelayedClose {

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "kedge-jdbc-close");
            thread.setDaemon(true);
            return thread;
          });

  DelayedClose() {
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Runs a task after a delay, unless it is cancelled before. */
  Future<?> after(Duration delay, Runnable task) {
    return timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
  }
}
