package dev.kedge.cli;

import dev.kedge.Position;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import dev.kedge.cli.work.Standing;
import dev.kedge.cli.work.Work;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a primary of a replica. */
@Command(
    name = "promote",
    description = {
      "End the following of a primary: the database takes commits, in a generation of its own.",
      "Ends with 3, and does nothing, if the database is a primary already.",
      "Where a running process has it open, the name of the file is asked for once more."
    })
final class PromoteCommand extends KedgeCommand {

  @Mixin final WritableDatabase target = new WritableDatabase();

  @Mixin final OwnerOptions owner = new OwnerOptions();

  @Option(
      names = "--confirm",
      paramLabel = "NAME",
      description = "The name of the file once more, which is asked for otherwise.")
  @Nullable String confirmation;

  PromoteCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    try (Work database = owner.work(console, target)) {
      if (database.owner().isPresent()) {
        confirm(database.owner().get());
      }
      Standing before = database.standing();
      Position position = database.promote();
      boolean same = position.generation() == before.stats().position().generation();
      if (same && !before.rememberedReplica()) {
        throw new RefusedException(target.path + " is a primary already: nothing was done");
      }
      done(
          "promoted at version %d (%s)".formatted(position.version(), position),
          new Fields().with("position", position));
    }
    return ExitCode.DONE;
  }

  /** What works with the database finds itself writing to another history from then on. */
  private void confirm(String process) throws IOException {
    String name = String.valueOf(target.path.getFileName());
    String typed = confirmation;
    if (typed == null) {
      String question = process + " works with this database. To promote it, type " + name + ": ";
      typed = console.ask(question).orElse("");
    }
    if (!typed.equals(name)) {
      throw new RefusedException(
          "not promoted, as " + process + " works with it: confirm with --confirm " + name);
    }
  }
}
