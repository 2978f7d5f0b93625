package dev.kedge.cli;

import dev.kedge.ShipResult;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.Progress;
import dev.kedge.cli.text.Fields;
import dev.kedge.cli.work.Output;
import dev.kedge.cli.work.Work;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes log for a replica. */
@Command(
    name = "ship",
    description = {
      "Write the log for a replica to a new file, or to standard output:",
      "all that is there, or what comes after a version."
    })
final class ShipCommand extends KedgeCommand {

  @Mixin final ReadableDatabase target = new ReadableDatabase();

  @Mixin final OwnerOptions owner = new OwnerOptions();

  @Mixin final OutputOption output = new OutputOption();

  @Mixin final OwnerFileOption there = new OwnerFileOption();

  @Option(
      names = "--after",
      paramLabel = "VERSION",
      description = "Only what comes after this version, which the replica has.")
  @Nullable Long after;

  ShipCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    try (Output to = output.output(there, console);
        Work database = owner.work(console, target.path, target::open)) {
      ShipResult result = ship(database, to);
      done(sentence(result) + to.place(), Fields.of(result), to.isStandard());
    }
    return ExitCode.DONE;
  }

  private ShipResult ship(Work database, Output to) throws IOException {
    try (Progress progress = console.progress("shipping")) {
      return database.ship(to, after, progress);
    }
  }

  private String sentence(ShipResult result) {
    return result.isEmpty()
        ? "shipped nothing: there is no commit "
            + (after == null ? "in the log" : "after version " + after)
        : "shipped versions %d to %d: %d bytes"
            .formatted(result.firstVersion(), result.lastVersion(), result.bytes());
  }
}
