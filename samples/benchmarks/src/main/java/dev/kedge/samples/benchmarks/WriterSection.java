package dev.kedge.samples.benchmarks;

import dev.kedge.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What one writer notices of a backup, in turns with what one that appends and forces notices of a
 * copy of the same file.
 */
final class WriterSection implements Section {

  private static final double P99_TIMES = 2;
  private static final double LONGEST_MILLIS = 250;
  private static final double BACKUP_SHARE = 0.8;

  @Override
  public String name() {
    return "writer";
  }

  @Override
  public void measure(Bench bench) throws Exception {
    Path path = bench.datasets().copy("writer.kv");
    Latencies appends = Latencies.none();
    Latencies commits = Latencies.none();
    double copied = 0;
    double backedUp = 0;
    try (Database database = Database.open(path)) {
      Workload workload = bench.datasets().workload();
      int bytes = Committing.groupBytes(database, workload, bench.settings().limitTime());
      for (int round = 0; round < bench.settings().rounds(); round++) {
        appends = appends.plus(appendDuringCopy(bench, path, bytes));
        copied += Files.size(path);
        commits = commits.plus(commitDuringBackup(bench, database));
        backedUp += Files.size(path);
      }
    }
    report(
        bench.report(),
        appends,
        commits,
        copied / 1e6 / appends.seconds(),
        backedUp / 1e6 / commits.seconds());
    bench.workspace().delete(path);
  }

  private static Latencies appendDuringCopy(Bench bench, Path path, int bytes) throws Exception {
    Path copy = bench.workspace().fresh("copy.kv");
    try (Appending appending = Appending.to(bench.workspace().fresh("append.bin"), bytes)) {
      appending.during(bench.settings().limitTime());
      CompletableFuture<Double> copying = CompletableFuture.supplyAsync(() -> copy(path, copy));
      Latencies appends = appending.whilst(() -> !copying.isDone());
      copying.join();
      Files.delete(copy);
      return appends;
    }
  }

  private static double copy(Path from, Path to) {
    try {
      double seconds = Copying.byCommand(from, to);
      return Double.isFinite(seconds) ? seconds : Copying.byLoop(from, to);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Latencies commitDuringBackup(Bench bench, Database database) throws Exception {
    Path backup = bench.workspace().fresh("writer.kvbak");
    try (Load load = Load.start(database, bench.datasets().workload(), 1)) {
      Thread.sleep(bench.settings().limitTime().toMillis());
      load.take();
      database.backup(backup);
      return load.take();
    } finally {
      Files.deleteIfExists(backup);
    }
  }

  private static void report(
      Report report, Latencies appends, Latencies commits, double copySpeed, double backupSpeed) {
    report.latencies("writer.append", appends);
    report.latencies("writer.commit", commits);
    report.target(
        Target.atMostTimes(
            "writer p99 during a backup",
            P99_TIMES,
            "append + fdatasync p99 during cp",
            appends.millis(99),
            commits.millis(99),
            Unit.MILLIS));
    report.target(
        Target.atMost(
            "longest commit during a backup",
            LONGEST_MILLIS,
            commits.maxMillis(),
            Unit.MILLIS,
            Unit.MILLIS.print(appends.maxMillis())));
    report.target(
        Target.atLeastShare(
            "backup meanwhile",
            BACKUP_SHARE,
            "cp + fsync meanwhile",
            copySpeed,
            backupSpeed,
            Unit.MB_PER_SECOND));
    Table table =
        new Table(
            "One writer during a backup",
            "what",
            "speed",
            "writes/s",
            "p50",
            "p99",
            "p99.9",
            "longest");
    row(table, "append + fdatasync while cp runs", copySpeed, appends);
    row(table, "commit while a backup runs", backupSpeed, commits);
    report.table(table);
  }

  private static void row(Table table, String what, double speed, Latencies writes) {
    List<String> cells = new ArrayList<>(List.of(what, Unit.MB_PER_SECOND.print(speed)));
    cells.addAll(writes.cells());
    table.row(cells);
  }
}
