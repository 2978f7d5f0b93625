package dev.kedge.samples.benchmarks;

import dev.kedge.Database;
import dev.kedge.Restore;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The same figures with more and more records. */
final class GrowthSection implements Section {

  private static final int MANY_THREADS = 64;

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public void measure(Bench bench) throws Exception {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    List<String> header = new ArrayList<>(List.of("what"));
    for (long records : bench.settings().growth()) {
      header.add("%,d records".formatted(records));
      new Size(bench, records, rows).measure();
    }
    Table table = new Table("Growth", header.toArray(String[]::new));
    rows.forEach(
        (what, figures) -> {
          List<String> row = new ArrayList<>(List.of(what));
          row.addAll(figures);
          table.row(row);
        });
    bench.report().table(table);
  }

  /** One number of records. */
  private static final class Size {

    private final Bench bench;
    private final Workload workload;
    private final Duration time;
    private final Path path;
    private final Map<String, List<String>> rows;

    private Size(Bench bench, long records, Map<String, List<String>> rows) throws Exception {
      this.bench = bench;
      this.workload = new Workload(records, Settings.VALUE_BYTES, bench.settings().seed());
      this.time = bench.settings().shortTime();
      this.path = bench.workspace().fresh("growth.kv");
      this.rows = rows;
    }

    private void measure() throws Exception {
      figure("load", Datasets.load(path, workload), Unit.SECONDS);
      Path killed = bench.workspace().fresh("killed.kv");
      try (Database database = Database.open(path)) {
        read(database);
        commit(database);
        figure("heap after GC, database open", heapAfterGc(), Unit.MB);
        database.checkpoint();
        double file = Files.size(path);
        figure("file", file / 1e6, Unit.MB);
        figure("file ÷ live bytes", file / workload.liveBytes(), Unit.TIMES);
        copyAndRestore(database);
        Committing.once(database, workload, MANY_THREADS, time); // to be replayed
        Datasets.copyAsIfKilled(path, killed);
      }
      figure("recovery", Stopwatch.seconds(() -> Database.open(killed).close()), Unit.SECONDS);
      bench.workspace().delete(killed);
      bench.workspace().delete(path);
    }

    private void read(Database database) throws Exception {
      figure("scan", Reading.scan(database, time) / 1e6, Unit.MILLIONS_PER_SECOND);
      double points = Reading.points(database::get, workload, 1, time);
      figure("point reads, 1 thread", points / 1e6, Unit.MILLIONS_PER_SECOND);
    }

    private void commit(Database database) throws Exception {
      for (int threads : List.of(1, MANY_THREADS)) {
        Latencies commits = Committing.sustained(database, workload, threads, time);
        String name = "commits, %d %s".formatted(threads, threads == 1 ? "thread" : "threads");
        figure(name, commits.perSecond(), Unit.PER_SECOND);
        figure(name + ", p99", commits.millis(99), Unit.MILLIS);
      }
    }

    private void copyAndRestore(Database database) throws Exception {
      Path backup = bench.workspace().fresh("growth.kvbak");
      Path restored = bench.workspace().fresh("restored.kv");
      Path copy = bench.workspace().fresh("copy.kv");
      figure("cp + fsync", Copying.best(path, copy), Unit.SECONDS);
      figure("backup", Stopwatch.seconds(() -> database.backup(backup)), Unit.SECONDS);
      Streaming.read(List.of(backup)); // it was written past the page cache, where the copy reads
      figure("restore", Stopwatch.seconds(() -> Restore.restore(restored, backup)), Unit.SECONDS);
      Verify.same(path, restored);
      bench.workspace().delete(backup);
      bench.workspace().delete(restored);
    }

    private static double heapAfterGc() {
      System.gc();
      return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }

    private void figure(String what, double figure, Unit unit) {
      bench.report().progress(what + ": " + unit.print(figure));
      bench.report().figure("growth.%d.%s".formatted(workload.records(), what), figure);
      rows.computeIfAbsent(what, name -> new ArrayList<>()).add(unit.print(figure));
    }
  }
}
