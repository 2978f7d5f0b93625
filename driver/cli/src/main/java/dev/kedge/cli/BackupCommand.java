package dev.kedge.cli;

import dev.kedge.BackupOptions;
import dev.kedge.BackupResult;
import dev.kedge.Database;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.Progress;
import dev.kedge.cli.text.Fields;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a backup. */
@Command(
    name = "backup",
    description = {
      "Write a backup to a new file, or to standard output.",
      "A file has its name only once it is whole and durable."
    })
final class BackupCommand extends KedgeCommand {

  @Mixin final WritableDatabase target = new WritableDatabase();

  @Mixin final OutputOption output = new OutputOption();

  @Option(names = "--compress", description = "Write LZ4 frames, which take less room.")
  boolean compress;

  BackupCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    Path file = output.fileOrPipe(console);
    try (Database database = target.open()) {
      BackupResult result = backup(database, file);
      done(
          "backup of version %d (%s): %d bytes, digest %s"
              .formatted(
                  result.position().version(),
                  result.position(),
                  result.streamBytes(),
                  result.digest()),
          Fields.of(result),
          file == null);
    }
    return ExitCode.DONE;
  }

  private BackupResult backup(Database database, @Nullable Path file) throws IOException {
    try (Progress progress = console.progress("backing up")) {
      BackupOptions how = new BackupOptions(compress, progress);
      return file == null ? database.backup(console.out(), how) : database.backup(file, how);
    }
  }
}
