package dev.kedge.cli;

import dev.kedge.Commit;
import dev.kedge.Database;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sets the value of a key. */
@Command(
    name = "set",
    description = "Set the value of a key, given as an argument or, as it is, with --input.")
final class SetCommand extends KedgeCommand {

  @Mixin final WritableDatabase target = new WritableDatabase();

  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  String key;

  @Parameters(index = "2", arity = "0..1", paramLabel = "VALUE", description = "The value.")
  @Nullable String value;

  @Mixin final InputOption input = new InputOption();

  @Mixin final ByteFormOption bytes = new ByteFormOption();

  SetCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    byte[] content = content();
    try (Database database = target.openForCommits()) {
      Commit commit = database.put(bytes.bytes(key), content);
      done("version " + commit.version(), Fields.of(commit));
    }
    return ExitCode.DONE;
  }

  private byte[] content() throws IOException {
    if (value != null) {
      if (input.file != null) {
        throw new IllegalArgumentException("give either a value or --input, not both");
      }
      return bytes.bytes(value);
    }
    if (input.file == null) {
      throw new IllegalArgumentException("give a value, or --input FILE (- for standard input)");
    }
    try (InputStream in = input.open(console)) {
      return in.readAllBytes();
    }
  }
}
