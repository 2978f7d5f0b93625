package dev.kedge.cli;

import dev.kedge.Database;
import dev.kedge.DatabaseStats;
import dev.kedge.Role;
import dev.kedge.Snapshot;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells what a database is. */
@Command(name = "info", description = "Print what a database is and where it stands.")
final class InfoCommand extends KedgeCommand {

  @Mixin final ReadableDatabase target = new ReadableDatabase();

  InfoCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    try (Database database = target.open();
        Snapshot snapshot = database.snapshot()) {
      DatabaseStats stats = database.stats();
      answer(
          new Fields()
              .with("path", database.path())
              .with("position", snapshot.position())
              .with("commitTime", snapshot.version() == 0 ? null : snapshot.commitTime())
              .with("role", database.isRememberedReplica() ? Role.REPLICA : Role.PRIMARY)
              .with("checkpointVersion", stats.checkpointVersion())
              .with("entries", snapshot.entries())
              .with("pageSize", stats.pageSize())
              .with("pages", stats.pages())
              .with("freePages", stats.freePages())
              .with("fileBytes", stats.fileBytes())
              .with("logBytes", stats.logBytes())
              .with("logFirstVersion", stats.logFirstVersion())
              .with("holds", database.holds().list().size()));
    }
    return ExitCode.DONE;
  }
}
