package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.EntryFormat;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sets entries from a format of choice. */
@Command(
    name = "import",
    description = {
      "Set entries from CSV or TSV with a header of key and value, or JSON lines.",
      "If a line is malformed, the error says how many entries before it were loaded."
    })
final class ImportCommand extends KedgeCommand {

  @Mixin final WritableDatabase target = new WritableDatabase();

  @Mixin final InputOption input = new InputOption();

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}")
  @SuppressWarnings("NullAway.Init") // set by picocli
  EntryFormat format;

  @Mixin final ByteFormOption bytes = new ByteFormOption();

  ImportCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    new EntryInput(this, target, input, bytes).load(format);
    return ExitCode.DONE;
  }
}
