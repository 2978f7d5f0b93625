package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.EntryFormat;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sets entries from JSON lines. */
@Command(
    name = "load",
    description = {
      "Set entries from JSON lines, {\"key\":\"…\",\"value\":\"…\"} each, in commits of about 1"
          + " MiB.",
      "If a line is malformed, the error says how many entries before it were loaded."
    })
final class LoadCommand extends KedgeCommand {

  @Mixin final WritableDatabase target = new WritableDatabase();

  @Mixin final InputOption input = new InputOption();

  @Mixin final ByteFormOption bytes = new ByteFormOption();

  LoadCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    new EntryInput(this, target, input, bytes).load(EntryFormat.JSONL);
    return ExitCode.DONE;
  }
}
