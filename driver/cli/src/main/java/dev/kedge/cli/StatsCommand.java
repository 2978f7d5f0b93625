package dev.kedge.cli;

import dev.kedge.Database;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the statistics of a database. */
@Command(
    name = "stats",
    description = {
      "Print all statistics of a database.",
      "Counts are those since it was opened, which for this command is a moment ago."
    })
final class StatsCommand extends KedgeCommand {

  @Mixin final ReadableDatabase target = new ReadableDatabase();

  StatsCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    try (Database database = target.open()) {
      answer(Fields.of(database.stats()));
    }
    return ExitCode.DONE;
  }
}
