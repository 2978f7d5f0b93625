package dev.kedge.samples.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What runs in a process of its own: one phase of the work, with one engine. */
final class EngineProcess {

  private final PeersOptions options;
  private final EngineSettings settings;
  private final Engine engine;
  private final WorkDirectory work;
  private final Results results;

  EngineProcess(PeersOptions options, EngineName name, WorkDirectory work) {
    this.options = options;
    this.settings = options.settings();
    this.engine = name.engine();
    this.work = work;
    this.results = new Results(name, work.results());
  }

  void run(Phase phase) throws Exception {
    switch (phase) {
      case MEASURE -> measure();
      case COMMIT_UNTIL_KILLED -> crash().write();
      case CHECK_AFTER_KILL -> crash().check(results);
      case COLD_LOAD -> cold(settings).load();
      case COLD_READ -> cold(options.littleSettings()).read();
    }
  }

  private CrashWorkload crash() throws IOException {
    return new CrashWorkload(
        engine,
        settings,
        Dataset.SMALL,
        work.database(Dataset.SMALL),
        new Acknowledgements(work.acknowledgements()));
  }

  private ColdWorkload cold(EngineSettings given) throws IOException {
    return new ColdWorkload(engine, work, options, given, results);
  }

  private void measure() throws Exception {
    for (Dataset dataset : options.data()) {
      Path directory = work.database(dataset);
      EngineSettings given = settings.withValues(dataset.entries().valueBytes());
      try (Store store = engine.open(directory, given)) {
        writeFacts(store);
        measure(new Data(dataset, dataset.records(options.records()), store, directory), given);
      }
      if (dataset != Dataset.SMALL) {
        Directories.delete(directory);
      }
    }
  }

  private void writeFacts(Store store) throws IOException {
    Files.write(work.facts(), new Facts(engine, settings).lines(store.backupWays()));
  }

  private void measure(Data data, EngineSettings given) throws Exception {
    Workloads workloads = new Workloads(data, options.time(), results);
    workloads.timedLoad(); // whoever can't do that can't do the rest
    attempt(data, Metric.READS_1, "", workloads::reads);
    attempt(data, Metric.SCAN, "", workloads::scan);
    attempt(data, Metric.COMMITS_1, "", workloads::commits);
    attempt(data, Metric.MIXED_B, "", workloads::mixed);
    BackupWorkload backup = new BackupWorkload(options, engine, given, data, results);
    for (BackupWay way : data.store().backupWays()) {
      attempt(data, Metric.BACKUP, way.name(), () -> backup.run(way));
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  /** Does a part of the work if it was asked for; a failure stands in the table. */
  private void attempt(Data data, Metric metric, String way, Step step) throws IOException {
    if (!options.wants(metric.workload())) {
      return;
    }
    try {
      step.run();
    } catch (Exception e) {
      e.printStackTrace();
      results.addProblem(data.dataset(), metric, way, Results.describe(e));
    }
  }
}
