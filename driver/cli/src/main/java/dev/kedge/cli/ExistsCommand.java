package dev.kedge.cli;

import dev.kedge.Database;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells whether a key is there. */
@Command(
    name = "exists",
    description = "Print true and end with 0 if a key is there, else print false and end with 1.")
final class ExistsCommand extends KedgeCommand {

  @Mixin final ReadableDatabase target = new ReadableDatabase();

  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  String key;

  @Mixin final ByteFormOption bytes = new ByteFormOption();

  ExistsCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    boolean exists;
    try (Database database = target.open()) {
      exists = database.exists(bytes.bytes(key));
    }
    if (json) {
      answer(new Fields().with("exists", exists));
    } else {
      console.print(String.valueOf(exists));
    }
    return exists ? ExitCode.DONE : ExitCode.NOT_THERE;
  }
}
