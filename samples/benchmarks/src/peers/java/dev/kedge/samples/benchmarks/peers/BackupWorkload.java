package dev.kedge.samples.benchmarks.peers;

import dev.kedge.samples.benchmarks.Stopwatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/** Backs up by one way while a writer commits, and restores. */
final class BackupWorkload {

  /** How it is said that a backup had not ended when it was given up. */
  static final String NO_END = "did not end within";

  private static final double MEGA = 1e6;
  private static final double MILLISECOND = 1e6;
  private static final int DIGITS = 3;

  private final PeersOptions options;
  private final Engine engine;
  private final EngineSettings settings;
  private final Data data;
  private final Results results;
  private final Path backup;
  private final Path restored;
  private double writerSeconds;

  BackupWorkload(
      PeersOptions options, Engine engine, EngineSettings settings, Data data, Results results) {
    this.options = options;
    this.engine = engine;
    this.settings = settings;
    this.data = data;
    this.results = results;
    this.backup = data.directory().resolveSibling("backup");
    this.restored = data.directory().resolveSibling("restored");
  }

  /** Does it a few times: the median counts, and of the writer all of it. */
  void run(BackupWay way) throws Exception {
    double[] rates = new double[options.backupRounds()];
    Histogram latency = new Histogram(DIGITS);
    writerSeconds = 0;
    for (int round = 0; round < rates.length; round++) {
      renew(backup);
      long nanos = backUp(way, latency);
      if (nanos < 0) {
        add(Metric.BACKUP, way, "%s %d s".formatted(NO_END, options.backupLimit().toSeconds()));
        addWriter(way, latency);
        return;
      }
      rates[round] = rate(nanos);
    }
    add(Metric.BACKUP, way, median(rates));
    addWriter(way, latency);
    for (int round = 0; round < rates.length; round++) {
      rates[round] = rate(restore(way));
    }
    add(Metric.RESTORE, way, median(rates));
    Directories.delete(backup);
    Directories.delete(restored);
  }

  private double rate(long nanos) {
    return data.liveBytes() / MEGA / (nanos / 1e9);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void renew(Path directory) throws IOException {
    Directories.delete(directory);
    Files.createDirectories(directory);
  }

  /** Gives how long it took; less than nothing if it did not end while the writer wrote. */
  private long backUp(BackupWay way, Histogram latency) throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      BackgroundWriter writer = new BackgroundWriter(data.store(), data.entries(), data.records());
      Future<Long> taking;
      long nanos;
      Stopwatch watch;
      try {
        Thread.sleep(options.backupLead().toMillis());
        writer.latency(); // what was before does not count
        watch = new Stopwatch();
        taking = executor.submit(() -> take(way));
        nanos = await(taking, options.backupLimit());
      } finally {
        writer.close();
      }
      writerSeconds += watch.seconds();
      latency.add(writer.latency()); // with the commit that was under way
      if (nanos < 0) {
        await(
            taking,
            options.backupLimit()); // without the writer it ends, and the database can be closed
      }
      return nanos;
    } finally {
      executor.shutdown();
    }
  }

  private long take(BackupWay way) throws Exception {
    long start = System.nanoTime();
    way.taking().into(backup);
    return System.nanoTime() - start;
  }

  private static long await(Future<Long> future, Duration limit) throws Exception {
    try {
      return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return -1;
    }
  }

  /** Until the first read, with everything forced as the backup is, which is in the page cache. */
  private long restore(BackupWay way) throws Exception {
    renew(restored);
    Directories.read(backup);
    long start = System.nanoTime();
    way.restoring().restore(backup, restored);
    Directories.force(restored);
    try (Store store = engine.open(restored, settings);
        Session session = store.session()) {
      if (session.get(Entries.key(data.records() / 2)) == null) {
        throw new IllegalStateException("a record is not in the backup");
      }
      return System.nanoTime() - start;
    }
  }

  private void addWriter(BackupWay way, Histogram latency) throws IOException {
    add(Metric.WRITER_RATE, way, latency.getTotalCount() / writerSeconds);
    add(Metric.WRITER_P50, way, latency.getValueAtPercentile(50) / MILLISECOND);
    add(Metric.WRITER_P99, way, latency.getValueAtPercentile(99) / MILLISECOND);
    add(Metric.WRITER_MAX, way, latency.getMaxValue() / MILLISECOND);
  }

  private void add(Metric metric, BackupWay way, double value) throws IOException {
    results.add(data.dataset(), metric, way.name(), value);
  }

  private void add(Metric metric, BackupWay way, String problem) throws IOException {
    results.addProblem(data.dataset(), metric, way.name(), problem);
  }
}
