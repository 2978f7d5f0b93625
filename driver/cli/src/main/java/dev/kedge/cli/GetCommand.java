package dev.kedge.cli;

import dev.kedge.Database;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.ByteForm;
import dev.kedge.cli.text.Fields;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the value of a key. */
@Command(
    name = "get",
    description = {
      "Print the value of a key, with a line end behind it.",
      "Ends with 1 if the key is not there."
    })
final class GetCommand extends KedgeCommand {

  @Mixin final ReadableDatabase target = new ReadableDatabase();

  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  String key;

  @Mixin final ByteFormOption bytes = new ByteFormOption();

  @Option(names = "--raw", description = "Print the bytes of the value and nothing else.")
  boolean raw;

  GetCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    byte[] wanted = bytes.bytes(key);
    byte[] value;
    try (Database database = target.open()) {
      value = database.get(wanted);
    }
    if (value == null) {
      console.say("kedge: the key is not there: " + key);
      return ExitCode.NOT_THERE;
    }
    write(wanted, value);
    return ExitCode.DONE;
  }

  private void write(byte[] wanted, byte[] value) throws IOException {
    if (json) {
      Fields.ofEntry(wanted, value, bytes.form()).writeJson(console.out());
    } else if (raw) {
      console.out().write(value);
    } else if (bytes.form() == ByteForm.TEXT) {
      console.out().write(value);
      console.out().write('\n');
    } else {
      console.print(bytes.form().encode(value));
    }
  }
}
