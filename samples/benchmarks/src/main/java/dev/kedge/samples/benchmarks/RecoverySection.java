package dev.kedge.samples.benchmarks;

import dev.kedge.Database;
import dev.kedge.DatabaseStats;
import dev.kedge.Position;
import java.nio.file.Path;
import java.util.List;

/**
 * Opening what a killed process has left, by one that has just been started, against how much log
 * there is to replay.
 */
final class RecoverySection implements Section {

  private static final int LARGE_VALUE_BYTES = 1024;
  private static final int THREADS = 8;
  private static final double LARGE_MEGABYTES_PER_SECOND = 200;
  private static final double SMALL_MILLIONS_PER_SECOND = 0.7;

  @Override
  public String name() {
    return "recovery";
  }

  @Override
  public void measure(Bench bench) throws Exception {
    Table table =
        new Table(
            "Opening after a kill",
            "value bytes",
            "log",
            "commits",
            "seconds",
            "log/s",
            "commits/s");
    Recovery large = last(bench, LARGE_VALUE_BYTES, table);
    Recovery small = last(bench, Settings.VALUE_BYTES, table);
    bench
        .report()
        .target(
            Target.atLeast(
                "recovery, values of 1 KiB",
                LARGE_MEGABYTES_PER_SECOND,
                large.megabytesPerSecond(),
                Unit.MB_PER_SECOND,
                large.limit()));
    bench
        .report()
        .target(
            Target.atLeast(
                "recovery, values of 100 bytes",
                SMALL_MILLIONS_PER_SECOND,
                small.commitsPerSecond() / 1e6,
                Unit.MILLIONS_PER_SECOND,
                small.limit()));
    bench.report().table(table);
  }

  /** Measures all sizes of log; gives what the last and largest took. */
  private static Recovery last(Bench bench, int valueBytes, Table table) throws Exception {
    Recovery last = new Recovery(0, 0, 0, 0);
    for (long bytes : bench.settings().recoveryLogBytes()) {
      bench.report().progress("%,d bytes of log, values of %,d".formatted(bytes, valueBytes));
      last = recover(bench, valueBytes, bytes);
      last.row(table, valueBytes);
      String name = "recovery." + valueBytes + "." + bytes;
      bench.report().figure(name + ".seconds", last.seconds());
      bench.report().figure(name + ".megabytesPerSecond", last.megabytesPerSecond());
      bench.report().figure(name + ".commitsPerSecond", last.commitsPerSecond());
    }
    return last;
  }

  private static Recovery recover(Bench bench, int valueBytes, long logBytes) throws Exception {
    Workload workload =
        new Workload(bench.settings().readRecords(), valueBytes, bench.settings().seed());
    Path path = bench.workspace().fresh("recovery.kv");
    Path killed = bench.workspace().fresh("killed.kv");
    Position position;
    DatabaseStats stats;
    try (Database database = RecoveryChild.withoutCheckpoints(path).open()) {
      fill(database, workload, logBytes);
      position = database.position();
      stats = database.stats();
      Verify.equal("version of the checkpoint", stats.checkpointVersion(), 0L);
      Datasets.copyAsIfKilled(path, killed);
    }
    double reading = Streaming.read(Datasets.logFiles(killed));
    double seconds = open(bench, killed, position);
    bench.workspace().delete(path);
    bench.workspace().delete(killed);
    return new Recovery(stats.loggedBytes(), stats.commits(), seconds, reading);
  }

  private static double open(Bench bench, Path killed, Position position) throws Exception {
    Child child = Child.run(bench, List.of(), RecoveryChild.class, killed.toString());
    Verify.require(child.endedWell(), "opening what a kill has left failed");
    List<String> lines = child.output().lines().toList();
    Verify.equal("recovered position", Position.parse(lines.get(1)), position);
    return Double.parseDouble(lines.get(0));
  }

  private static void fill(Database database, Workload workload, long logBytes)
      throws InterruptedException {
    try (Load load = Load.start(database, workload, THREADS)) {
      while (database.stats().loggedBytes() < logBytes) {
        Thread.sleep(1);
        load.take();
      }
    }
  }

  /**
   * One opening.
   *
   * @param logBytes log that was replayed
   * @param commits commits in it
   * @param seconds how long it took
   * @param readingSeconds how long it takes to only read the log
   */
  private record Recovery(long logBytes, long commits, double seconds, double readingSeconds) {

    private double megabytesPerSecond() {
      return logBytes / 1e6 / seconds;
    }

    private double commitsPerSecond() {
      return commits / seconds;
    }

    private String limit() {
      return "reading it " + Unit.MB_PER_SECOND.print(logBytes / 1e6 / readingSeconds);
    }

    private void row(Table table, int valueBytes) {
      table.row(
          String.valueOf(valueBytes),
          Unit.MB.print(logBytes / 1e6),
          "%,d".formatted(commits),
          "%.3f".formatted(seconds),
          Unit.MB_PER_SECOND.print(megabytesPerSecond()),
          "%,.0f".formatted(commitsPerSecond()));
    }
  }
}
