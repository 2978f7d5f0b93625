package dev.kedge.cli;

import dev.kedge.DatabaseStats;
import dev.kedge.Role;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import dev.kedge.cli.work.Standing;
import dev.kedge.cli.work.Work;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells what a database is. */
@Command(name = "info", description = "Print what a database is and where it stands.")
final class InfoCommand extends KedgeCommand {

  @Mixin final ReadableDatabase target = new ReadableDatabase();

  @Mixin final OwnerOptions owner = new OwnerOptions();

  InfoCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    try (Work database = owner.work(console, target.path, target::open)) {
      Standing standing = database.standing();
      DatabaseStats stats = standing.stats();
      answer(
          new Fields()
              .with("path", standing.path())
              .with("position", stats.position())
              .with("commitTime", standing.commitTime())
              .with("role", standing.rememberedReplica() ? Role.REPLICA : Role.PRIMARY)
              .with("checkpointVersion", stats.checkpointVersion())
              .with("entries", stats.entries())
              .with("pageSize", stats.pageSize())
              .with("pages", stats.pages())
              .with("freePages", stats.freePages())
              .with("fileBytes", stats.fileBytes())
              .with("logBytes", stats.logBytes())
              .with("logFirstVersion", stats.logFirstVersion())
              .with("holds", standing.holds()));
    }
    return ExitCode.DONE;
  }
}
