package dev.kedge.cli;

import dev.kedge.Commit;
import dev.kedge.Database;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Removes a key. */
@Command(name = "del", description = "Remove a key. Ends with 1 if it is not there.")
final class DelCommand extends KedgeCommand {

  @Mixin final WritableDatabase target = new WritableDatabase();

  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  String key;

  @Mixin final ByteFormOption bytes = new ByteFormOption();

  DelCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    byte[] unwanted = bytes.bytes(key);
    try (Database database = target.openForCommits()) {
      if (!database.exists(unwanted)) {
        console.say("kedge: the key is not there: " + key);
        return ExitCode.NOT_THERE;
      }
      Commit commit = database.delete(unwanted);
      done("version " + commit.version(), Fields.of(commit));
    }
    return ExitCode.DONE;
  }
}
