package dev.kedge.samples.benchmarks.peers;

import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Commits again and again, one record each, while something else goes on. */
final class BackgroundWriter implements AutoCloseable {

  private static final int DIGITS = 3;

  private final Store store;
  private final Entries entries;
  private final int records;
  private final Recorder latency = new Recorder(DIGITS);
  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final CompletableFuture<Void> running;
  private volatile boolean stopping;

  /** Starts. */
  BackgroundWriter(Store store, Entries entries, int records) {
    this.store = store;
    this.entries = entries;
    this.records = records;
    this.running = CompletableFuture.runAsync(this::run, executor);
  }

  private void run() {
    SplittableRandom random = Seeds.next();
    try (Session session = store.session()) {
      while (!stopping) {
        byte[] key = Entries.key(random.nextInt(records));
        byte[] value = entries.value(random);
        long start = System.nanoTime();
        session.put(key, value);
        latency.recordValue(System.nanoTime() - start);
      }
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  /** How long commits took, in nanoseconds, that ended since the last call. */
  Histogram latency() {
    return latency.getIntervalHistogram();
  }

  /** Ends after the commit under way. Fails if a commit has failed. */
  @Override
  public void close() {
    stopping = true;
    executor.shutdown();
    running.join();
  }
}
