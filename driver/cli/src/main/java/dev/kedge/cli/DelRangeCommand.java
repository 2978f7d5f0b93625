package dev.kedge.cli;

import dev.kedge.Commit;
import dev.kedge.Database;
import dev.kedge.KeyRange;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import java.io.IOException;
import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes a range of keys. */
@Command(
    name = "del-range",
    description = {
      "Remove all keys of a range in one commit, however many they are.",
      "An empty --prefix or --from is no range, nor is one with --to at or below --from."
    })
final class DelRangeCommand extends KedgeCommand {

  @Mixin final WritableDatabase target = new WritableDatabase();

  @Mixin final RangeOptions range = new RangeOptions();

  @Option(names = "--all", description = "Remove every key.")
  boolean all;

  DelRangeCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    if (range.isAll() != all) {
      throw new IllegalArgumentException(
          "say which keys with --prefix, --from and --to, not empty, or --all for every key");
    }
    KeyRange keys = range.range();
    byte[] end = keys.end();
    if (end != null && Arrays.compareUnsigned(keys.start(), end) >= 0) {
      throw new IllegalArgumentException(
          "there is no key in that range: --from must be below --to");
    }
    try (Database database = target.openForCommits()) {
      Commit commit = database.deleteRange(keys);
      done("version " + commit.version(), Fields.of(commit));
    }
    return ExitCode.DONE;
  }
}
