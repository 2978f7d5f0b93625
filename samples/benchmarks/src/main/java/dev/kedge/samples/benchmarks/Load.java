package dev.kedge.samples.benchmarks;

import dev.kedge.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Threads that put values under random keys of a workload, one commit after the other, until it is
 * closed.
 */
final class Load implements AutoCloseable {

  private final Database database;
  private final Workload workload;
  private final List<SingleWriterRecorder> recorders = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean stopped;
  private Stopwatch watch = new Stopwatch();

  private Load(Database database, Workload workload) {
    this.database = database;
    this.workload = workload;
  }

  /** Starts as many threads. */
  static Load start(Database database, Workload workload, int threads) {
    Load load = new Load(database, workload);
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
      while (!stopped) {
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
