package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import dev.kedge.cli.work.Work;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Drops a log hold. */
@Command(name = "drop", description = "Drop a hold. Ends with 1 if there is none of that name.")
final class HoldDropCommand extends KedgeCommand {

  @Mixin final WritableDatabase target = new WritableDatabase();

  @Mixin final OwnerOptions owner = new OwnerOptions();

  @Parameters(index = "1", paramLabel = "NAME", description = "The name of the hold.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  String name;

  HoldDropCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    try (Work database = owner.work(console, target)) {
      if (!database.dropHold(name)) {
        console.say("kedge: there is no hold named " + name);
        return ExitCode.NOT_THERE;
      }
      done("dropped hold " + name, new Fields().with("name", name));
    }
    return ExitCode.DONE;
  }
}
