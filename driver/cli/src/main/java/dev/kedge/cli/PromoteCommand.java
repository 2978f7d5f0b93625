package dev.kedge.cli;

import dev.kedge.Database;
import dev.kedge.Position;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes a primary of a replica. */
@Command(
    name = "promote",
    description = {
      "End the following of a primary: the database takes commits, in a generation of its own.",
      "Does nothing to a database that is in its own generation already."
    })
final class PromoteCommand extends KedgeCommand {

  @Mixin final WritableDatabase target = new WritableDatabase();

  PromoteCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    try (Database database = target.open()) {
      Position position = database.promote();
      done(
          "promoted at version %d (%s)".formatted(position.version(), position),
          new Fields().with("position", position));
    }
    return ExitCode.DONE;
  }
}
