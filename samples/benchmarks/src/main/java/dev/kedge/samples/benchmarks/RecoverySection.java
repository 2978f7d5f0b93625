package dev.kedge.samples.benchmarks;

import dev.kedge.Database;
import dev.kedge.DatabaseBuilder;
import dev.kedge.DatabaseStats;
import dev.kedge.Durability;
import dev.kedge.Position;
import java.nio.file.Path;
import java.time.Duration;

/** Opening what a killed process has left, against how much log there is to replay. */
final class RecoverySection implements Section {

  private static final int LARGE_VALUE_BYTES = 1024;
  private static final int THREADS = 8;
  private static final double LARGE_MEGABYTES_PER_SECOND = 200;
  private static final double SMALL_MILLIONS_PER_SECOND = 0.7;
  private static final long NO_CHECKPOINT_BYTES = 64L << 30;

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
    try (Database database = withoutCheckpoints(path).open()) {
      fill(database, workload, logBytes);
      position = database.position();
      stats = database.stats();
      Verify.equal("version of the checkpoint", stats.checkpointVersion(), 0L);
      Datasets.copyAsIfKilled(path, killed);
    }
    System.gc(); // what filled it would not be there in a process that has just been started
    double reading = Streaming.read(Datasets.logFiles(killed));
    double seconds = open(killed, position);
    bench.workspace().delete(path);
    bench.workspace().delete(killed);
    return new Recovery(stats.loggedBytes(), stats.commits(), seconds, reading);
  }

  private static double open(Path killed, Position position) throws Exception {
    Stopwatch watch = new Stopwatch();
    try (Database database = withoutCheckpoints(killed).open()) {
      boolean absent = database.exists(new byte[] {0});
      double seconds = watch.seconds();
      Verify.require(!absent, "a key is there that nobody has put");
      Verify.equal("recovered position", database.position(), position);
      return seconds;
    }
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

  private static DatabaseBuilder withoutCheckpoints(Path path) {
    return Database.builder(path)
        .durability(Durability.OFF)
        .dirtyBytes(Runtime.getRuntime().maxMemory() / 4 * 3)
        .checkpointLogBytes(NO_CHECKPOINT_BYTES)
        .checkpointInterval(Duration.ofDays(1));
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
