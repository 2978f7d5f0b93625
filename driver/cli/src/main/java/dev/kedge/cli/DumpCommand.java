package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.EntryFormat;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Writes all entries as JSON lines. */
@Command(
    name = "dump",
    description = {
      "Write entries as JSON lines, {\"key\":\"…\",\"value\":\"…\"} each, of one state of the"
          + " database.",
      "What is not UTF-8 text needs --base64 or --hex, as kedge load will."
    })
final class DumpCommand extends KedgeCommand {

  @Mixin final ReadableDatabase target = new ReadableDatabase();

  @Mixin final OutputOption output = new OutputOption();

  @Mixin final RangeOptions range = new RangeOptions();

  DumpCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    new EntryOutput(this, target, output, range).write(EntryFormat.JSONL);
    return ExitCode.DONE;
  }
}
