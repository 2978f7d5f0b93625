package dev.kedge.cli;

import dev.kedge.Database;
import dev.kedge.DatabaseBuilder;
import dev.kedge.Position;
import dev.kedge.TargetExistsException;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes an empty database. */
@Command(name = "create", description = "Make an empty database.")
final class CreateCommand extends KedgeCommand {

  @Mixin final WritableDatabase target = new WritableDatabase();

  @Option(
      names = "--page-size",
      paramLabel = "BYTES",
      defaultValue = "8192",
      description = "Bytes of a page: 4096, 8192 (default), 16384, 32768 or 65536.")
  int pageSize;

  CreateCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws Exception {
    Path path = target.path;
    if (Files.exists(path)) {
      throw new TargetExistsException(path);
    }
    Directories.requireParentOf(path);
    DatabaseBuilder builder = Database.builder(path).pageSize(pageSize);
    try (Database database = target.withArchive(builder).open()) {
      Position position = database.position();
      done(
          "created " + path,
          new Fields().with("path", path).with("position", position).with("pageSize", pageSize));
    }
    return ExitCode.DONE;
  }
}
