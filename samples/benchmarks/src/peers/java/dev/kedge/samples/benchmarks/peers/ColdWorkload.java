package dev.kedge.samples.benchmarks.peers;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * Reads of more data than there is memory for. One process loads it with all the memory of the
 * machine; another one, which the system keeps within less, reads it.
 */
final class ColdWorkload {

  /** With the order of keys, it makes the load, which does not count here, take a minute. */
  private static final int BATCH = 50_000;

  private static final double MEGA = 1e6;

  private final Engine engine;
  private final EngineSettings settings;
  private final WorkDirectory work;
  private final Path directory;
  private final int records;
  private final Duration time;
  private final Results results;

  ColdWorkload(
      Engine engine,
      WorkDirectory work,
      PeersOptions options,
      EngineSettings settings,
      Results results)
      throws IOException {
    this.engine = engine;
    this.settings = settings;
    this.work = work;
    this.directory = work.coldDatabase();
    this.records = options.coldRecords();
    this.time = options.time();
    this.results = results;
  }

  /** Stores the records and forces them to the device. */
  void load() throws Exception {
    try (Store store = engine.open(directory, settings)) {
      workloads(store).loadInOrder(BATCH);
      if (!Files.exists(work.facts())) {
        Files.write(work.facts(), new Facts(engine, settings).lines(store.backupWays()));
      }
    }
    Directories.force(directory);
  }

  /** Reads them; to be called by a process that has been given less memory than they need. */
  void read() throws Exception {
    checkMemory();
    PageCache.drop(); // what the load has left there is not counted against this process
    try (Store store = engine.open(directory, settings)) {
      Workloads workloads = workloads(store);
      results.add(Dataset.SMALL, Metric.COLD_READS_1, workloads.readsPerSecond(1));
      results.add(Dataset.SMALL, Metric.COLD_READS_2, workloads.readsPerSecond(2));
    }
  }

  private void checkMemory() throws IOException {
    long memory =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    long size = Directories.size(directory);
    String sizes =
        "%,.0f MB of memory in all for %,.0f MB on disk".formatted(memory / MEGA, size / MEGA);
    if (memory >= size) {
      throw new IllegalStateException(sizes + ": that is no less");
    }
    String fact = "COLD: " + sizes + "; " + String.join("; ", engine.settings(settings));
    Files.write(work.facts(), List.of(fact), StandardOpenOption.APPEND);
  }

  private Workloads workloads(Store store) {
    return new Workloads(new Data(Dataset.SMALL, records, store, directory), time, results);
  }
}
