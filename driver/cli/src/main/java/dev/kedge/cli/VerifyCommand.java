package dev.kedge.cli;

import dev.kedge.Restore;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.Progress;
import dev.kedge.cli.text.Fields;
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
    Path backup = InputOption.fileOrPipe(file, console);
    try (Progress progress = console.progress("verifying")) {
      answer(
          Fields.of(
              backup == null
                  ? Restore.verify(console.in(), progress)
                  : Restore.verify(backup, progress)));
    }
    return ExitCode.DONE;
  }
}
