package dev.kedge.samples.benchmarks;

import dev.kedge.Database;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How long commits take while something else goes on. */
final class MeanwhileSection implements Section {

  private static final List<Integer> THREADS = List.of(1, 64);
  private static final long HISTORY_BYTES = 256 << 20;
  private static final Duration LIMIT = Duration.ofMinutes(1);

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
          measure(bench, database, load, threads, table);
        }
      }
    }
    bench.report().table(table);
    bench.workspace().delete(path);
  }

  private static void measure(Bench bench, Database database, Load load, int threads, Table table)
      throws Exception {
    for (Other other : others(database, bench)) {
      During during = during(load, other, bench.settings().shortTime());
      String what = other.name() + (during.ended() ? "" : ", given up after a minute");
      row(bench.report(), table, what, threads, during.commits());
      if (!during.ended()) {
        return; // the load had to end as well
      }
    }
  }

  private static List<Other> others(Database database, Bench bench) {
    long millis = bench.settings().shortTime().toMillis();
    Path backup = bench.workspace().file("meanwhile.kvbak");
    Stopwatch.Work nothing = () -> {};
    return List.of(
        new Other("nothing else", nothing, () -> Thread.sleep(millis)),
        new Other("checkpoint", () -> Thread.sleep(millis / 4), database::checkpoint),
        new Other("backup", () -> Files.deleteIfExists(backup), () -> database.backup(backup)),
        new Other("shipping", nothing, () -> database.shipWal(OutputStream.nullOutputStream())),
        new Other("compaction", nothing, database::compact));
  }

  /** Does it again and again for some time, and at least once. */
  private static During during(Load load, Other other, Duration time) throws Exception {
    Latencies commits = Latencies.none();
    Stopwatch watch = new Stopwatch();
    boolean ended;
    do {
      other.prepare().run();
      load.take();
      CompletableFuture<Void> work = CompletableFuture.runAsync(() -> run(other.work()));
      ended = endsInTime(work);
      commits = commits.plus(load.take());
      if (!ended) {
        load.close(); // so that it can end
      }
      work.get();
    } while (ended && !watch.hasPassed(time));
    return new During(commits, ended);
  }

  private static boolean endsInTime(CompletableFuture<Void> work) throws Exception {
    try {
      work.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private static void run(Stopwatch.Work work) {
    try {
      work.run();
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private static void row(Report report, Table table, String what, int threads, Latencies commits) {
    report.progress("%s, %d threads: %,d commits".formatted(what, threads, commits.count()));
    report.latencies("meanwhile." + what + "." + threads, commits);
    List<String> cells = new ArrayList<>(List.of(what, String.valueOf(threads)));
    cells.addAll(commits.cells());
    table.row(cells);
  }

  /**
   * What goes on meanwhile.
   *
   * @param name what it is called
   * @param prepare what has to be done before each time; commits made during it don't count
   * @param work what is done
   */
  private record Other(String name, Stopwatch.Work prepare, Stopwatch.Work work) {}

  /**
   * What came of it.
   *
   * @param commits the commits meanwhile
   * @param ended whether it ended beside them
   */
  private record During(Latencies commits, boolean ended) {}
}
