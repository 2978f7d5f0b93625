package dev.kedge.cli;

import dev.kedge.HoldInfo;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import dev.kedge.cli.work.Work;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a log hold. */
@Command(
    name = "create",
    description = "Keep log from now on, or from a version on, until the hold is advanced.")
final class HoldCreateCommand extends KedgeCommand {

  @Mixin final WritableDatabase target = new WritableDatabase();

  @Mixin final OwnerOptions owner = new OwnerOptions();

  @Parameters(index = "1", paramLabel = "NAME", description = "The name of the hold.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  String name;

  @Option(
      names = "--after",
      paramLabel = "VERSION",
      description = "Keep what comes after this version; the present one unless given.")
  @Nullable Long after;

  @Option(
      names = "--cap",
      paramLabel = "BYTES",
      defaultValue = "1G",
      converter = ByteSizeConverter.class,
      description =
          "Drop the hold when it keeps more log than that, such as 256M; 1G unless given.")
  long capBytes;

  HoldCreateCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    try (Work database = owner.work(console, target)) {
      if (database.holds().stream().anyMatch(hold -> hold.name().equals(name))) {
        throw new RefusedException("there is a hold named " + name + " already: drop it first");
      }
      HoldInfo hold = database.createHold(name, after, capBytes);
      done("hold %s: log after version %d stays".formatted(name, hold.version()), Fields.of(hold));
    }
    return ExitCode.DONE;
  }
}
