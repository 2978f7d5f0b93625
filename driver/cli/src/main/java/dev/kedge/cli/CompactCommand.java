package dev.kedge.cli;

import dev.kedge.CompactResult;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.Progress;
import dev.kedge.cli.text.Fields;
import dev.kedge.cli.work.Work;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Rewrites a database without free pages. */
@Command(
    name = "compact",
    description = "Rewrite the database without free pages; needs room for a second file.")
final class CompactCommand extends KedgeCommand {

  @Mixin final WritableDatabase target = new WritableDatabase();

  @Mixin final OwnerOptions owner = new OwnerOptions();

  CompactCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    try (Work database = owner.work(console, target)) {
      CompactResult result;
      try (Progress progress = console.progress("compacting")) {
        result = database.compact(progress);
      }
      done(
          "compacted %d pages to %d".formatted(result.pagesBefore(), result.pagesAfter()),
          Fields.of(result));
    }
    return ExitCode.DONE;
  }
}
