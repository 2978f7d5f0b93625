package dev.kedge.samples.benchmarks;

import dev.kedge.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Threads that put values under random keys of a workload, one commit after the other, or at a
 * pace, until it is closed.
 */
final class Load implements AutoCloseable {

  private final Database database;
  private final Workload workload;
  private final long gapNanos;
  private final List<SingleWriterRecorder> recorders = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean stopped;
  private Stopwatch watch = new Stopwatch();

  private Load(Database database, Workload workload, long gapNanos) {
    this.database = database;
    this.workload = workload;
    this.gapNanos = gapNanos;
  }

  /** Starts as many threads. */
  static Load start(Database database, Workload workload, int threads) {
    return start(database, workload, threads, 0);
  }

  /** Starts as many threads that together commit so often a second, if they can. */
  static Load paced(Database database, Workload workload, int threads, int perSecond) {
    return start(database, workload, threads, TimeUnit.SECONDS.toNanos(threads) / perSecond);
  }

  private static Load start(Database database, Workload workload, int threads, long gapNanos) {
    Load load = new Load(database, workload, gapNanos);
    SplittableRandom random = new SplittableRandom(workload.seed() + threads);
    for (int i = 0; i < threads; i++) {
      load.add(random.split());
    }
    load.threads.forEach(Thread::start);
    return load;
  }

  private void add(SplittableRandom random) {
    SingleWriterRecorder recorder = new SingleWriterRecorder(Latencies.DIGITS);
    recorders.add(recorder);
    threads.add(new Thread(() -> write(random, recorder), "load-" + threads.size()));
  }

  private void write(SplittableRandom random, SingleWriterRecorder recorder) {
    try {
      long due = System.nanoTime();
      while (!stopped) {
        awaitTurn(due);
        due += gapNanos;
        byte[] key = workload.key(random.nextLong(workload.records()));
        byte[] value = workload.value(random.nextLong());
        long start = System.nanoTime();
        database.put(key, value);
        recorder.recordValue(System.nanoTime() - start);
      }
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  private void awaitTurn(long due) {
    long left = due - System.nanoTime();
    while (gapNanos > 0 && left > 0 && !stopped) {
      LockSupport.parkNanos(left);
      left = due - System.nanoTime();
    }
  }

  /** The commits that have ended since the start or since this was last called. */
  Latencies take() {
    Histogram sum = new Histogram(Latencies.DIGITS);
    double seconds = watch.seconds();
    watch = new Stopwatch();
    for (SingleWriterRecorder recorder : recorders) {
      sum.add(recorder.getIntervalHistogram());
    }
    checkFailure();
    return new Latencies(seconds, sum);
  }

  /** Ends the threads; fails if one of them had. */
  @Override
  public void close() {
    stopped = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before the writers had ended", e);
    }
    checkFailure();
  }

  private void checkFailure() {
    Throwable cause = failure.get();
    if (cause != null) {
      throw new IllegalStateException("a writer failed: " + cause, cause);
    }
  }
}
