package dev.kedge.samples.benchmarks.peers;

import java.nio.file.Path;
import java.time.Duration;

/** Reads of much data of which nothing is in memory at the beginning. */
final class ColdWorkload {

  private final Engine engine;
  private final EngineSettings settings;
  private final Path directory;
  private final int records;
  private final Duration time;

  ColdWorkload(Engine engine, EngineSettings settings, Path directory, int records, Duration time) {
    this.engine = engine;
    this.settings = settings.whenCold();
    this.directory = directory;
    this.records = records;
    this.time = time;
  }

  void run(Results results) throws Exception {
    if (!PageCache.canDrop()) {
      String why = "skipped: may not drop the page cache";
      results.addProblem(Dataset.SMALL, Metric.COLD_READS_1, "", why);
      results.addProblem(Dataset.SMALL, Metric.COLD_READS_2, "", why);
      return;
    }
    try (Store store = engine.open(directory, settings)) {
      workloads(store, results).load();
    }
    results.add(Dataset.SMALL, Metric.COLD_READS_1, readsPerSecond(1, results));
    results.add(Dataset.SMALL, Metric.COLD_READS_2, readsPerSecond(2, results));
  }

  /** What is mapped stays in memory, so the database is opened when caches have been dropped. */
  private double readsPerSecond(int threads, Results results) throws Exception {
    Directories.force(directory);
    PageCache.drop();
    try (Store store = engine.open(directory, settings)) {
      return workloads(store, results).readsPerSecond(threads);
    }
  }

  private Workloads workloads(Store store, Results results) {
    return new Workloads(new Data(Dataset.SMALL, records, store, directory), time, results);
  }
}
