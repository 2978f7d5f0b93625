package dev.kedge.samples.benchmarks;

import dev.kedge.Database;
import dev.kedge.replica.FileReplicaClient;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaStats;
import dev.kedge.replica.RequestKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What an active replica costs those who commit, how far its destination is behind, what it stores,
 * and what it asks for when nothing happens. All of its settings are as they are by default.
 */
final class ReplicationSection implements Section {

  private static final int[] THREADS = {1, 64};
  private static final int PACED_THREADS = 8;
  private static final int[] RATES = {1_000, 10_000};
  private static final Duration SAMPLE_GAP = Duration.ofMillis(10);
  private static final Duration CATCH_UP = Duration.ofMinutes(10);
  private static final double NANOS_PER_SECOND = 1e9;

  @Override
  public String name() {
    return "replication";
  }

  @Override
  public void measure(Bench bench) throws Exception {
    Path path = bench.datasets().copy("replicated.kv");
    Path destination = bench.workspace().fresh("destination");
    try (Database database = Database.open(path);
        FileReplicaClient client = new FileReplicaClient(destination)) {
      commits(bench, database, client);
      lags(bench, database, client);
      idle(bench, database, client);
    }
    bench.workspace().delete(path);
    bench.workspace().delete(destination);
  }

  private static void commits(Bench bench, Database database, FileReplicaClient client)
      throws Exception {
    Table table =
        new Table(
            "Durable commits, and a replica meanwhile",
            "meanwhile",
            "threads",
            "commits/s",
            "p50",
            "p99",
            "p99.9",
            "longest");
    for (int threads : THREADS) {
      Latencies without = commits(bench, database, threads);
      Latencies with;
      try (Replica replica = Replica.builder(database, client).build()) {
        replica.sync();
        replica.start();
        with = commits(bench, database, threads);
      }
      database.holds().drop("replica.main"); // or the log would be kept for nobody
      row(table, "nothing else", threads, without);
      row(table, "a replica", threads, with);
      bench.report().latencies("replication.without." + threads, without);
      bench.report().latencies("replication.with." + threads, with);
      bench.report().figure("replication.share." + threads, with.perSecond() / without.perSecond());
    }
    bench.report().table(table);
  }

  private static Latencies commits(Bench bench, Database database, int threads)
      throws InterruptedException {
    return Committing.sustained(
        database, bench.datasets().workload(), threads, bench.settings().commitTime());
  }

  private static void row(Table table, String meanwhile, int threads, Latencies commits) {
    List<String> cells = new ArrayList<>(List.of(meanwhile, String.valueOf(threads)));
    cells.addAll(commits.cells());
    table.row(cells);
  }

  private static void lags(Bench bench, Database database, FileReplicaClient client)
      throws Exception {
    Table table =
        new Table(
            "Lag of a replica, and what it stores",
            "asked for",
            "commits/s",
            "lag p50",
            "lag p99",
            "longest lag",
            "objects/committed MB",
            "stored/committed",
            "requests/s");
    try (Replica replica = Replica.builder(database, client).build()) {
      replica.sync();
      replica.start();
      Workload workload = bench.datasets().workload();
      for (int rate : RATES) {
        try (Load load = Load.paced(database, workload, PACED_THREADS, rate)) {
          lag(bench, table, "%,d/s".formatted(rate), database, replica, load);
        }
      }
      try (Load load = Load.start(database, workload, THREADS[1])) {
        lag(bench, table, "full speed", database, replica, load);
      }
    }
    bench.report().table(table);
  }

  private static void lag(
      Bench bench, Table table, String asked, Database database, Replica replica, Load load)
      throws Exception {
    bench.report().progress("lag at " + asked);
    Thread.sleep(bench.settings().limitTime().toMillis());
    load.take();
    ReplicaStats before = replica.stats();
    Histogram lag = sample(replica, bench.settings().commitTime());
    Latencies commits = load.take();
    load.close();
    long last = database.position().version();
    Verify.require(replica.awaitReplicated(last, CATCH_UP), "the replica does not catch up");
    ReplicaStats after = replica.stats();
    double committed = commits.count() * (double) bench.datasets().workload().recordBytes();
    double objects = after.segments() - before.segments();
    double stored = after.bytesWritten() - before.bytesWritten();
    double requests = sum(after) - sum(before);
    table.row(
        asked,
        "%,.0f".formatted(commits.perSecond()),
        seconds(lag.getValueAtPercentile(50)),
        seconds(lag.getValueAtPercentile(99)),
        seconds(lag.getMaxValue()),
        "%.2f".formatted(objects / (committed / 1e6)),
        Unit.TIMES.print(stored / committed),
        "%.1f".formatted(requests / commits.seconds()));
    String name = "replication.lag." + asked.replaceAll("[^0-9a-z]", "");
    Report report = bench.report();
    report.figure(name + ".commitsPerSecond", commits.perSecond());
    report.figure(name + ".p50Seconds", lag.getValueAtPercentile(50) / NANOS_PER_SECOND);
    report.figure(name + ".p99Seconds", lag.getValueAtPercentile(99) / NANOS_PER_SECOND);
    report.figure(name + ".objectsPerMegabyte", objects / (committed / 1e6));
    report.figure(name + ".storedPerByte", stored / committed);
  }

  /**
   * For how long the oldest commit that is not at the destination has been there, at any moment.
   */
  private static Histogram sample(Replica replica, Duration time) throws InterruptedException {
    Histogram lag = new Histogram(Latencies.DIGITS);
    Stopwatch watch = new Stopwatch();
    while (!watch.hasPassed(time)) {
      Thread.sleep(SAMPLE_GAP.toMillis());
      Duration now = replica.lag().time().orElseThrow();
      lag.recordValue(Math.max(0, now.toNanos()));
    }
    return lag;
  }

  private static double sum(ReplicaStats stats) {
    return stats.requests().values().stream().mapToDouble(Long::doubleValue).sum();
  }

  private static String seconds(long nanos) {
    return Unit.SECONDS.print(nanos / NANOS_PER_SECOND);
  }

  private static void idle(Bench bench, Database database, FileReplicaClient client)
      throws Exception {
    Duration time = bench.settings().shortTime();
    Map<RequestKind, Long> asked = new EnumMap<>(RequestKind.class);
    try (Replica replica =
        Replica.builder(database, client).heartbeatInterval(Duration.ofSeconds(1)).build()) {
      replica.sync();
      replica.start();
      Map<RequestKind, Long> before = replica.stats().requests();
      Thread.sleep(time.toMillis());
      replica
          .stats()
          .requests()
          .forEach((kind, n) -> asked.put(kind, n - before.getOrDefault(kind, 0L)));
    }
    Table table =
        new Table(
            "Requests in %s s in which nothing happens, with a heartbeat a second"
                .formatted(time.toMillis() / 1e3),
            "kind",
            "requests");
    asked.forEach((kind, n) -> table.row(kind.toString(), n.toString()));
    bench.report().table(table);
    bench
        .report()
        .figure(
            "replication.idle.requests",
            asked.values().stream().mapToDouble(Long::doubleValue).sum());
  }
}
