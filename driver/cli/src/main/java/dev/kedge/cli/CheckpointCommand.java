package dev.kedge.cli;

import dev.kedge.CheckpointResult;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import dev.kedge.cli.work.Work;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Brings the database file up to date. */
@Command(
    name = "checkpoint",
    description = "Bring the database file up to date, then archive and give up log.")
final class CheckpointCommand extends KedgeCommand {

  @Mixin final WritableDatabase target = new WritableDatabase();

  @Mixin final OwnerOptions owner = new OwnerOptions();

  CheckpointCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    try (Work database = owner.work(console, target)) {
      CheckpointResult result = database.checkpoint();
      done(
          "checkpoint at version %d: %d pages written"
              .formatted(result.version(), result.pagesWritten()),
          Fields.of(result));
    }
    return ExitCode.DONE;
  }
}
