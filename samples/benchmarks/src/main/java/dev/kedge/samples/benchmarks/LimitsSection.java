package dev.kedge.samples.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the machine can do by itself; it is measured again beside each thing compared with it. */
final class LimitsSection implements Section {

  private static final int APPEND_BYTES = 200;

  @Override
  public String name() {
    return "limits";
  }

  @Override
  public void measure(Bench bench) throws Exception {
    Report report = bench.report();
    Path file = bench.workspace().fresh("limits.bin");
    long bytes = bench.datasets().workload().liveBytes();
    double megabytes = bytes / 1e6;
    Table table = new Table("What the machine can do", "what", "how much");
    row(report, table, "write in order + fsync", megabytes / Streaming.write(file, bytes));
    row(report, table, "read in order", megabytes / Streaming.read(List.of(file)));
    Path copy = bench.workspace().fresh("limits-copy.bin");
    row(report, table, "copy + fsync", megabytes / Copying.best(file, copy));
    Files.delete(file);
    Latencies appends;
    try (Appending appending = Appending.to(file, APPEND_BYTES)) {
      appends = appending.during(bench.settings().limitTime());
    }
    report.latencies("limits.append", appends);
    table.row(
        "append of %d bytes + fdatasync".formatted(APPEND_BYTES),
        "%,.0f/s, p50 %.2f ms, p99 %.2f ms, at most %.1f ms"
            .formatted(
                appends.perSecond(), appends.millis(50), appends.millis(99), appends.maxMillis()));
    report.table(table);
  }

  private static void row(Report report, Table table, String what, double megabytesPerSecond) {
    report.figure("limits." + what, megabytesPerSecond);
    table.row(what, Unit.MB_PER_SECOND.print(megabytesPerSecond));
  }
}
