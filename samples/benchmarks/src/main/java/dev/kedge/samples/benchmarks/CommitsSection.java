package dev.kedge.samples.benchmarks;

import dev.kedge.Database;
import dev.kedge.DatabaseStats;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Durable commits a second, and how long each takes. */
final class CommitsSection implements Section {

  private static final List<Integer> THREADS = List.of(1, 8, 64);
  private static final double ONE_THREAD_SHARE = 0.8;
  private static final double MANY_THREADS_TIMES = 12;
  private static final double MANY_THREADS_ENOUGH = 40_000;

  @Override
  public String name() {
    return "commits";
  }

  @Override
  public void measure(Bench bench) throws Exception {
    Path path = bench.datasets().copy("commits.kv");
    Table table =
        new Table(
            "Durable commits, and the bare append of the same size before and after",
            "threads",
            "commits/s",
            "p50",
            "p99",
            "p99.9",
            "longest",
            "checkpoints",
            "commits/group",
            "written/live",
            "append/s",
            "append p50",
            "append p99");
    try (Database database = Database.open(path)) {
      Workload workload = bench.datasets().workload();
      int bytes = Committing.groupBytes(database, workload, bench.settings().limitTime());
      bench.report().figure("commits.groupBytes", bytes);
      for (int threads : THREADS) {
        Run run = run(bench, database, threads, bytes);
        report(bench.report(), threads, run.commits(), run.limit());
        table.row(run.cells(threads));
      }
    }
    bench.report().table(table);
    bench.workspace().delete(path);
  }

  private static Run run(Bench bench, Database database, int threads, int bytes) throws Exception {
    Settings settings = bench.settings();
    bench.report().progress("%d threads".formatted(threads));
    try (Appending appending = Appending.to(bench.workspace().fresh("append.bin"), bytes)) {
      Latencies before = appending.during(settings.limitTime());
      DatabaseStats start = database.stats();
      Latencies commits =
          Committing.sustained(
              database, bench.datasets().workload(), threads, settings.commitTime());
      DatabaseStats end = database.stats();
      Latencies after = appending.during(settings.limitTime());
      Latencies limit = before.perSecond() > after.perSecond() ? before : after;
      return new Run(commits, limit, start, end);
    }
  }

  private static void report(Report report, int threads, Latencies commits, Latencies limit) {
    report.latencies("commits." + threads, commits);
    report.latencies("commits." + threads + ".append", limit);
    if (threads == 1) {
      report.target(
          Target.atLeastShare(
              "durable commits, 1 thread",
              ONE_THREAD_SHARE,
              "append + fdatasync",
              limit.perSecond(),
              commits.perSecond(),
              Unit.PER_SECOND));
    } else if (threads == 64) {
      report.target(manyThreads(commits.perSecond(), limit.perSecond()));
    }
  }

  private static Target manyThreads(double commits, double limit) {
    double required = Math.min(MANY_THREADS_TIMES * limit, MANY_THREADS_ENOUGH);
    return new Target(
        "durable commits, 64 threads",
        "≥ min(12 × append + fdatasync, 40,000/s)",
        Unit.PER_SECOND.print(limit),
        required,
        commits,
        commits / limit,
        true,
        Unit.PER_SECOND);
  }

  /**
   * What one number of threads has done.
   *
   * @param commits the commits that count
   * @param limit the faster of the bare appends before and after them
   * @param start the figures of the database before
   * @param end the same afterwards
   */
  private record Run(Latencies commits, Latencies limit, DatabaseStats start, DatabaseStats end) {

    private List<String> cells(int threads) {
      double made = end.commits() - start.commits();
      double written =
          end.loggedBytes() - start.loggedBytes() + end.checkpointBytes() - start.checkpointBytes();
      double live = made * (Workload.KEY_BYTES + Settings.VALUE_BYTES);
      List<String> cells = new ArrayList<>(List.of(String.valueOf(threads)));
      cells.addAll(commits.cells());
      cells.add(String.valueOf(end.checkpoints() - start.checkpoints()));
      cells.add("%.1f".formatted(made / (end.groups() - start.groups())));
      cells.add("%.1f".formatted(written / live));
      cells.add("%,.0f".formatted(limit.perSecond()));
      cells.add(Unit.MILLIS.print(limit.millis(50)));
      cells.add(Unit.MILLIS.print(limit.millis(99)));
      return cells;
    }
  }
}
