package dev.kedge.cli;

import dev.kedge.Restore;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.Progress;
import dev.kedge.cli.text.Fields;
import dev.kedge.cli.work.Input;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Reads a backup and tells what it holds. */
@Command(
    name = "verify",
    description = {
      "Read all of a backup, compressed or not, and print what it holds.",
      "Ends with 4 if it is damaged."
    })
final class VerifyCommand extends KedgeCommand {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "The backup; standard input if it is - or not given.")
  @Nullable Path file;

  VerifyCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    try (Input input = InputOption.input(file, console);
        Progress progress = console.progress("verifying")) {
      Path backup = input.file();
      answer(
          Fields.of(
              backup == null
                  ? Restore.verify(input.pipe(), progress)
                  : Restore.verify(backup, progress)));
    }
    return ExitCode.DONE;
  }
}
