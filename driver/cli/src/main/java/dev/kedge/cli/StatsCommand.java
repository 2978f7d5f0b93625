package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import dev.kedge.cli.work.Work;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the statistics of a database. */
@Command(
    name = "stats",
    description = {
      "Print all statistics of a database.",
      "Counts are those since it was opened, which is a moment ago unless a running process has"
          + " it open."
    })
final class StatsCommand extends KedgeCommand {

  @Mixin final ReadableDatabase target = new ReadableDatabase();

  @Mixin final OwnerOptions owner = new OwnerOptions();

  StatsCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    try (Work database = owner.work(console, target.path, target::open)) {
      answer(Fields.of(database.standing().stats()));
    }
    return ExitCode.DONE;
  }
}
