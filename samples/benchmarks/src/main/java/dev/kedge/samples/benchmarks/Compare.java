package dev.kedge.samples.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the figures of two runs beside each other. */
@Command(
    name = "Compare",
    mixinStandardHelpOptions = true,
    description = "Compares two files that --json wrote, and marks what changed by over a tenth.")
final class Compare implements Callable<Integer> {

  private static final double NOTABLE = 0.1;

  @Parameters(index = "0", paramLabel = "OLD.json", description = "the earlier run")
  private Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "NEW.json", description = "the later run")
  private Path after = Path.of("");

  @Spec private CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Figures old = Figures.read(before);
    Figures now = Figures.read(after);
    Table table = table(old, now);
    if (table.isEmpty()) {
      throw new IOException(before + " and " + after + " have no figure in common");
    }
    PrintWriter out = command.commandLine().getOut();
    Table circumstances = circumstances(old, now);
    if (!circumstances.isEmpty()) {
      out.println(circumstances);
    }
    out.println(table);
    out.flush();
    return 0;
  }

  /** What was not the same for both runs. */
  static Table circumstances(Figures before, Figures after) {
    Table table = new Table("Other circumstances", "what", "old", "new");
    before
        .about()
        .forEach(
            (name, value) -> {
              String old = String.valueOf(value);
              String now = String.valueOf(after.about().get(name));
              if (!old.equals(now)) {
                table.row(name, old, now);
              }
            });
    return table;
  }

  /** Every figure that both runs have taken. */
  static Table table(Figures before, Figures after) {
    Table table = new Table("Old and new", "figure", "old", "new", "new ÷ old", "");
    before
        .values()
        .forEach(
            (name, old) -> {
              Double now = after.values().get(name);
              if (now != null) {
                double ratio = ratio(old, now);
                table.row(name, print(old), print(now), "%.2f".formatted(ratio), mark(ratio));
              }
            });
    return table;
  }

  private static double ratio(double old, double now) {
    return old == now ? 1 : now / old;
  }

  private static String mark(double ratio) {
    return Math.abs(ratio - 1) > NOTABLE ? "changed" : "";
  }

  private static String print(double figure) {
    return figure < 100 ? "%.3f".formatted(figure) : "%,.0f".formatted(figure);
  }
}
