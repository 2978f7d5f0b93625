package dev.kedge.cli;

import dev.kedge.Database;
import dev.kedge.ShipResult;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.Progress;
import dev.kedge.cli.text.Fields;
import java.io.IOException;
import java.nio.file.Path;
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

  @Mixin final OutputOption output = new OutputOption();

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
    Path file = output.fileOrPipe(console);
    try (Database database = target.open()) {
      long version = after == null ? database.stats().logFirstVersion() - 1 : after;
      ShipResult result = ship(database, file, version);
      done(sentence(result, version), Fields.of(result), file == null);
    }
    return ExitCode.DONE;
  }

  private ShipResult ship(Database database, @Nullable Path file, long version) {
    try (Progress progress = console.progress("shipping")) {
      return file == null
          ? database.shipWal(console.out(), version, progress)
          : database.shipWal(file, version, progress);
    }
  }

  private static String sentence(ShipResult result, long version) {
    return result.isEmpty()
        ? "shipped nothing: there is no commit after version " + version
        : "shipped versions %d to %d: %d bytes"
            .formatted(result.firstVersion(), result.lastVersion(), result.bytes());
  }
}
