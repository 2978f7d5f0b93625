package dev.kedge.cli;

import dev.kedge.HoldInfo;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import dev.kedge.cli.work.Work;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the log holds. */
@Command(
    name = "list",
    description = {
      "Print the holds in the order in which they were made, a line each:",
      "name, version it keeps log after, bytes it keeps, cap in bytes. --json prints an object a"
          + " line."
    })
final class HoldListCommand extends KedgeCommand {

  @Mixin final ReadableDatabase target = new ReadableDatabase();

  @Mixin final OwnerOptions owner = new OwnerOptions();

  HoldListCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    try (Work database = owner.work(console, target.path, target::open)) {
      for (HoldInfo hold : database.holds()) {
        if (json) {
          answer(Fields.of(hold));
        } else {
          console.print(
              "%s\t%d\t%d\t%d"
                  .formatted(hold.name(), hold.version(), hold.heldBytes(), hold.capBytes()));
        }
      }
    }
    return ExitCode.DONE;
  }
}
