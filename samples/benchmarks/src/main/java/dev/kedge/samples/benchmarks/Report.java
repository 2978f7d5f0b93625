package dev.kedge.samples.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Takes what is measured: tables are printed at once, targets together at the end. */
final class Report {

  private final PrintStream out;
  private final PrintStream progress;
  private final Figures figures;
  private final List<Target> targets = new ArrayList<>();
  private final Stopwatch watch = new Stopwatch();

  /**
   * A report with nothing in it.
   *
   * @param out where tables go
   * @param progress where it is told what goes on
   * @param figures takes all figures
   */
  Report(PrintStream out, PrintStream progress, Figures figures) {
    this.out = out;
    this.progress = progress;
    this.figures = figures;
  }

  /** Tells what goes on. */
  void progress(String what) {
    progress.printf("%6.1f s  %s%n", watch.seconds(), what);
  }

  void figure(String name, double value) {
    figures.put(name, value);
  }

  /** Keeps count, median, tail and rate under names that begin alike. */
  void latencies(String name, Latencies latencies) {
    figure(name + ".perSecond", latencies.perSecond());
    figure(name + ".p50Millis", latencies.millis(50));
    figure(name + ".p99Millis", latencies.millis(99));
    figure(name + ".p99.9Millis", latencies.millis(99.9));
    figure(name + ".maxMillis", latencies.maxMillis());
  }

  void target(Target target) {
    targets.add(target);
    figure("target " + target.what(), target.measured());
    progress("%s: %s".formatted(target.what(), target.verdict()));
  }

  void table(Table table) {
    out.println(table);
  }

  /** Prints how each target fares. */
  void targets(String title) {
    Table table =
        new Table(title, "what", "target", "limit beside", "measured", "ratio", "verdict");
    for (Target target : targets) {
      table.row(
          target.what(),
          target.asked(),
          target.limit(),
          target.unit().print(target.measured()),
          Double.isFinite(target.ratio()) ? "%.2f".formatted(target.ratio()) : "–",
          target.verdict());
    }
    if (!table.isEmpty()) {
      table(table);
    }
  }
}
