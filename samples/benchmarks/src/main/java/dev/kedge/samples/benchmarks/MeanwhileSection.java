package dev.kedge.samples.benchmarks;

import dev.kedge.Database;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long commits take while something else goes on. */
final class MeanwhileSection implements Section {

  private static final List<Integer> THREADS = List.of(1, 64);
  private static final long HISTORY_BYTES = 256 << 20;

  @Override
  public String name() {
    return "meanwhile";
  }

  @Override
  public void measure(Bench bench) throws Exception {
    Path path = bench.datasets().copy("meanwhile.kv");
    Table table =
        new Table(
            "Durable commits, and what goes on meanwhile",
            "meanwhile",
            "threads",
            "commits/s",
            "p50",
            "p99",
            "p99.9",
            "longest");
    try (Database database = Database.builder(path).logRetentionBytes(HISTORY_BYTES).open()) {
      for (int threads : THREADS) {
        try (Load load = Load.start(database, bench.datasets().workload(), threads)) {
          Thread.sleep(bench.settings().shortTime().toMillis());
          for (Map.Entry<String, Stopwatch.Work> work : works(database, bench).entrySet()) {
            Latencies commits = during(load, work.getValue(), bench.settings().shortTime());
            row(bench.report(), table, work.getKey(), threads, commits);
          }
        }
      }
    }
    bench.report().table(table);
    bench.workspace().delete(path);
  }

  private static Map<String, Stopwatch.Work> works(Database database, Bench bench) {
    Path backup = bench.workspace().file("meanwhile.kvbak");
    Map<String, Stopwatch.Work> works = new LinkedHashMap<>();
    works.put("nothing else", () -> Thread.sleep(bench.settings().shortTime().toMillis()));
    works.put("checkpoint", database::checkpoint);
    works.put(
        "backup",
        () -> {
          database.backup(backup);
          Files.delete(backup);
        });
    works.put("shipping", () -> database.shipWal(OutputStream.nullOutputStream()));
    works.put("compaction", database::compact);
    return works;
  }

  /** Does it again and again for some time, and at least once. */
  private static Latencies during(Load load, Stopwatch.Work work, Duration time) throws Exception {
    load.take();
    Stopwatch watch = new Stopwatch();
    do {
      work.run();
    } while (!watch.hasPassed(time));
    return load.take();
  }

  private static void row(Report report, Table table, String what, int threads, Latencies commits) {
    report.progress("%s, %d threads: %,d commits".formatted(what, threads, commits.count()));
    report.latencies("meanwhile." + what + "." + threads, commits);
    table.row(
        what,
        String.valueOf(threads),
        "%,.0f".formatted(commits.perSecond()),
        Unit.MILLIS.print(commits.millis(50)),
        Unit.MILLIS.print(commits.millis(99)),
        Unit.MILLIS.print(commits.millis(99.9)),
        Unit.MILLIS.print(commits.maxMillis()));
  }
}
