package dev.kedge.cli;

import dev.kedge.HoldInfo;
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
      "Note that the log through a version is not needed any more. A hold never goes back.",
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
      if (!advance(database)) {
        console.say("kedge: there is no hold named " + name + ", so the log may be gone");
        return ExitCode.NOT_THERE;
      }
      long stays = version(database);
      done(
          "hold %s: log after version %d stays".formatted(name, stays),
          new Fields().with("name", name).with("version", stays));
    }
    return ExitCode.DONE;
  }

  private boolean advance(Work database) {
    try {
      return database.advanceHold(name, through);
    } catch (IllegalArgumentException e) {
      if (through > database.standing().stats().position().version()) {
        throw new RefusedException(String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  /** Where it is, which may be further: a hold never goes back. */
  private long version(Work database) {
    return database.holds().stream()
        .filter(hold -> hold.name().equals(name))
        .mapToLong(HoldInfo::version)
        .findFirst()
        .orElse(through);
  }
}
