package dev.kedge.samples.benchmarks;

import dev.kedge.Database;
import dev.kedge.DatabaseStats;
import dev.kedge.Durability;
import dev.kedge.WriteBatch;
import java.nio.file.Files;
import java.nio.file.Path;

/** What random puts leave in the file, and what is written on the way there. */
final class SpaceSection implements Section {

  private static final int BATCH = 100;
  private static final double FILE_TIMES = 2;

  @Override
  public String name() {
    return "space";
  }

  @Override
  public void measure(Bench bench) throws Exception {
    Workload workload = bench.datasets().workload();
    Path path = bench.workspace().fresh("space.kv");
    Stopwatch watch = new Stopwatch();
    try (Database database = Database.open(path)) {
      long before = ProcessWrites.bytes();
      put(bench.report(), database, workload);
      database.checkpoint();
      report(bench.report(), database, workload, ProcessWrites.bytes() - before, watch.seconds());
    }
    bench.workspace().delete(path);
  }

  private static void put(Report report, Database database, Workload workload) {
    long told = Math.max(BATCH, workload.records() / 10);
    WriteBatch batch = new WriteBatch();
    for (long i = 0; i < workload.records(); i++) {
      batch.put(workload.scatteredKey(i), workload.value(i));
      if (batch.size() == BATCH || i == workload.records() - 1) {
        database.write(batch, Durability.NORMAL);
        batch.clear();
      }
      if ((i + 1) % told == 0) {
        report.progress("%,d puts".formatted(i + 1));
      }
    }
  }

  private static void report(
      Report report, Database database, Workload workload, long writes, double seconds)
      throws Exception {
    DatabaseStats stats = database.stats();
    Verify.equal("entries", stats.entries(), workload.records());
    double live = workload.liveBytes();
    double file = Files.size(database.path()) / live;
    report.target(
        Target.atMost("file after random puts ÷ live bytes", FILE_TIMES, file, Unit.TIMES, ""));
    Table table =
        new Table(
            "Space and writes, %,d random puts in batches of %d"
                .formatted(workload.records(), BATCH),
            "what",
            "of live bytes");
    row(report, table, "file", file);
    row(report, table, "free pages in it", stats.freePages() * (file / stats.pages()));
    row(report, table, "written by commits", stats.loggedBytes() / live);
    row(report, table, "written by checkpoints", stats.checkpointBytes() / live);
    row(report, table, "written by the process, as the system counts", writes / live);
    report.table(table);
    report.figure("space.seconds", seconds);
    report.figure("space.checkpoints", (double) stats.checkpoints());
  }

  private static void row(Report report, Table table, String what, double times) {
    report.figure("space." + what, times);
    table.row(what, Unit.TIMES.print(times));
  }
}
