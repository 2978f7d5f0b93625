package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Prints what makes a shell complete the command. */
@Command(
    name = "completion",
    description = {
      "Print a script with which bash and zsh complete kedge commands.",
      "To use it: source <(kedge completion)"
    })
final class CompletionCommand implements Callable<Integer> {

  private final Console console;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    CommandLine all = Kedge.commandLine(console, Subcommands.NAMES);
    console.print(AutoComplete.bash(all.getCommandName(), all));
    console.out().flush();
    return ExitCode.DONE;
  }
}
