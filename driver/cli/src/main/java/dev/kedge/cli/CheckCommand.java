package dev.kedge.cli;

import dev.kedge.CheckResult;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.Progress;
import dev.kedge.cli.text.Fields;
import dev.kedge.cli.work.Work;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks at every page and all of the log. */
@Command(
    name = "check",
    description = {
      "Look at every page and all of the log; print what is wrong, a line each.",
      "Ends with 4 if anything is."
    })
final class CheckCommand extends KedgeCommand {

  @Mixin final ReadableDatabase target = new ReadableDatabase();

  @Mixin final OwnerOptions owner = new OwnerOptions();

  CheckCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    CheckResult result;
    try (Work database = owner.work(console, target.path, target::open);
        Progress progress = console.progress("checking")) {
      result = database.check(progress);
    }
    if (json) {
      answer(Fields.of(result));
    } else if (result.isOk()) {
      console.print(
          "ok: version %d, %d entries, %d pages in use, %d free"
              .formatted(
                  result.version(), result.entries(), result.livePages(), result.freePages()));
    } else {
      for (String problem : result.problems()) {
        console.print(problem);
      }
    }
    return result.isOk() ? ExitCode.DONE : ExitCode.DAMAGED;
  }
}
