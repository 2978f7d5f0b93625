package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.EntryFormat;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes all entries in a format of choice. */
@Command(
    name = "export",
    description = {
      "Write entries as CSV, TSV or JSON lines, of one state of the database.",
      "What is not UTF-8 text needs --base64 or --hex, as kedge import will."
    })
final class ExportCommand extends KedgeCommand {

  @Mixin final ReadableDatabase target = new ReadableDatabase();

  @Mixin final OutputOption output = new OutputOption();

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}")
  @SuppressWarnings("NullAway.Init") // set by picocli
  EntryFormat format;

  @Mixin final RangeOptions range = new RangeOptions();

  ExportCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    new EntryOutput(this, target, output, range).write(format);
    return ExitCode.DONE;
  }
}
