package dev.kedge.samples.benchmarks;

import dev.kedge.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Whether each long operation ends well in a JVM with little heap. */
final class HeapSection implements Section {

  private static final int HEAP_MEGABYTES = 64;
  private static final int THREADS = 64;

  @Override
  public String name() {
    return "heap";
  }

  @Override
  public void measure(Bench bench) throws Exception {
    Path directory = Files.createDirectory(bench.workspace().fresh("heap"));
    Files.move(bench.datasets().copy("heap.kv"), directory.resolve(LongOperation.PRIMARY));
    Table table =
        new Table(
            "Long operations in a JVM with -Xmx%dm".formatted(HEAP_MEGABYTES),
            "operation",
            "ended",
            "seconds",
            "heap at its peak, at most");
    int well = 0;
    for (LongOperation operation : LongOperation.values()) {
      if (operation == LongOperation.SHIP) {
        write(bench, directory.resolve(LongOperation.PRIMARY));
      }
      well += run(bench, directory, operation, table) ? 1 : 0;
    }
    bench.report().table(table);
    bench
        .report()
        .target(
            Target.atLeast(
                "long operations that end well with 64 MiB of heap",
                LongOperation.values().length,
                well,
                Unit.COUNT,
                ""));
    bench.workspace().delete(directory);
  }

  /** Gives the shipping something to ship. */
  private static void write(Bench bench, Path path) throws Exception {
    try (Database database = Database.open(path)) {
      Workload workload = bench.datasets().workload();
      Committing.once(database, workload, THREADS, bench.settings().shortTime());
    }
  }

  private static boolean run(Bench bench, Path directory, LongOperation operation, Table table)
      throws Exception {
    String what = operation.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    bench.report().progress(what);
    Stopwatch watch = new Stopwatch();
    Child child =
        Child.run(
            bench,
            List.of("-Xmx%dm".formatted(HEAP_MEGABYTES)),
            HeapChild.class,
            operation.name(),
            directory.toString(),
            String.valueOf(bench.settings().records()),
            String.valueOf(bench.settings().seed()));
    boolean well = child.endedWell();
    double peak = well ? Long.parseLong(child.output()) / 1e6 : Double.NaN;
    bench.report().figure("heap." + what + ".peakMegabytes", peak);
    table.row(
        what,
        well ? "well" : "with exit code " + child.exitCode(),
        "%.1f".formatted(watch.seconds()),
        Unit.MB.print(peak));
    return well;
  }
}
