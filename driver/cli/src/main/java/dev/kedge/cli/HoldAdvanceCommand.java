package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import dev.kedge.cli.work.Work;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Notes how far the party of a hold is. */
@Command(
    name = "advance",
    description = {
      "Note that the log through a version is not needed any more.",
      "Ends with 1 if there is no such hold (any more)."
    })
final class HoldAdvanceCommand extends KedgeCommand {

  @Mixin final WritableDatabase target = new WritableDatabase();

  @Mixin final OwnerOptions owner = new OwnerOptions();

  @Parameters(index = "1", paramLabel = "NAME", description = "The name of the hold.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  String name;

  @Option(
      names = "--through",
      required = true,
      paramLabel = "VERSION",
      description = "The last version that is not needed.")
  long through;

  HoldAdvanceCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    try (Work database = owner.work(console, target)) {
      if (!database.advanceHold(name, through)) {
        console.say("kedge: there is no hold named " + name + ", so the log may be gone");
        return ExitCode.NOT_THERE;
      }
      done(
          "hold %s: log after version %d stays".formatted(name, through),
          new Fields().with("name", name).with("version", through));
    }
    return ExitCode.DONE;
  }
}
