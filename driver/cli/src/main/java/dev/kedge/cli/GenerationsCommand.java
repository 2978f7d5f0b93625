package dev.kedge.cli;

import dev.kedge.DestinationException;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import dev.kedge.replica.Destination;
import dev.kedge.replica.GenerationInfo;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Prints the generations at a destination. */
@Command(
    name = "generations",
    description = {
      "Print the generations at a destination, a line each:",
      "generation, where it forked from or -, epoch of the writer that began it, and current for"
          + " the one that is restored and followed unless another is asked for; unknown if that"
          + " can't be told, of which the error says why."
    })
final class GenerationsCommand extends DestinationCommand {

  GenerationsCommand(Console console) {
    super(console);
  }

  @Override
  void carryOut(Destination destination) throws IOException {
    try {
      Optional<GenerationInfo> current = destination.current();
      for (GenerationInfo one : inOrder(destination)) {
        row(one, current.filter(one::equals).isPresent());
      }
    } catch (DestinationException e) {
      for (GenerationInfo one : inOrder(destination)) {
        row(one, null);
      }
      throw e;
    }
    destination.requireSound();
  }

  private void row(GenerationInfo one, @Nullable Boolean isCurrent) throws IOException {
    row(
        new Fields()
            .with("generation", text(one.generation()))
            .with("parent", one.parent().map(String::valueOf).orElse(null))
            .with("epoch", one.epoch())
            .with("current", isCurrent),
        text(one.generation()),
        one.parent().map(String::valueOf).orElse("-"),
        one.epoch(),
        isCurrent == null ? "unknown" : isCurrent ? "current" : "-");
  }
}
