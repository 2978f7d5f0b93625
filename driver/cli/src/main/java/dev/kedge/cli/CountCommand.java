package dev.kedge.cli;

import dev.kedge.Cursor;
import dev.kedge.Database;
import dev.kedge.Snapshot;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Counts keys. */
@Command(name = "count", description = "Print how many keys there are, in all or in a range.")
final class CountCommand extends KedgeCommand {

  @Mixin final ReadableDatabase target = new ReadableDatabase();

  @Mixin final RangeOptions range = new RangeOptions();

  CountCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    long count;
    try (Database database = target.open();
        Snapshot snapshot = database.snapshot()) {
      count = range.isAll() ? snapshot.entries() : countRange(snapshot);
    }
    if (json) {
      answer(new Fields().with("count", count));
    } else {
      console.print(String.valueOf(count));
    }
    return ExitCode.DONE;
  }

  private long countRange(Snapshot snapshot) throws IOException {
    long count = 0;
    try (Cursor cursor = snapshot.cursor(range.range())) {
      while (cursor.next()) {
        count++;
      }
    }
    return count;
  }
}
