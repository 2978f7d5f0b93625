package dev.kedge.cli;

import dev.kedge.BackupResult;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.Progress;
import dev.kedge.cli.text.Fields;
import dev.kedge.cli.work.Output;
import dev.kedge.cli.work.Work;
import java.io.IOException;
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

  @Mixin final OwnerOptions owner = new OwnerOptions();

  @Mixin final OutputOption output = new OutputOption();

  @Mixin final OwnerFileOption there = new OwnerFileOption();

  @Option(names = "--compress", description = "Write LZ4 frames, which take less room.")
  boolean compress;

  BackupCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    try (Output to = output.output(there, console);
        Work database = owner.work(console, target)) {
      BackupResult result = backup(database, to);
      done(
          "backup of version %d (%s): %d bytes, digest %s%s"
              .formatted(
                  result.position().version(),
                  result.position(),
                  result.streamBytes(),
                  result.digest(),
                  to.place()),
          Fields.of(result),
          to.isStandard());
    }
    return ExitCode.DONE;
  }

  private BackupResult backup(Work database, Output to) throws IOException {
    try (Progress progress = console.progress("backing up")) {
      return database.backup(to, compress, progress);
    }
  }
}
