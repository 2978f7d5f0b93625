package dev.kedge.cli;

import dev.kedge.Position;
import dev.kedge.Restore;
import dev.kedge.RestoreResult;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.Progress;
import dev.kedge.cli.text.Fields;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Restores a backup to a new database. */
@Command(
    name = "restore",
    description = {
      "Restore a backup, compressed or not, to a new database.",
      "Nothing is ever replaced, and a damaged backup leaves nothing behind."
    })
final class RestoreCommand extends KedgeCommand {

  @Parameters(index = "0", paramLabel = "DATABASE", description = "The database file to make.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  Path target;

  @Mixin final InputOption input = new InputOption();

  RestoreCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    Path backup = input.fileOrPipe(console);
    RestoreResult result;
    try (Progress progress = console.progress("restoring")) {
      result =
          backup == null
              ? Restore.restore(target, console.in(), progress)
              : Restore.restore(target, backup, progress);
    }
    Position position = result.backup().position();
    done(
        "restored version %d (%s) to %s".formatted(position.version(), position, result.path()),
        Fields.of(result));
    return ExitCode.DONE;
  }
}
