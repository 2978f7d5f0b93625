package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.Progress;
import dev.kedge.cli.work.ReplicaWork;
import dev.kedge.replica.ReplicaBuilder;
import dev.kedge.replica.ValidationResult;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Proves that a destination has what the database has. */
@Command(
    name = "validate",
    description = {
      "Restore a database from a destination into a scratch directory, and compare all keys and"
          + " values.",
      "Ends with 4 if they differ; what was restored is kept then."
    })
final class ValidateCommand extends ReplicaCommand {

  @Mixin final ScratchOptions scratch = new ScratchOptions();

  ValidateCommand(Console console) {
    super(console);
  }

  @Override
  ReplicaBuilder with(ReplicaBuilder builder) {
    return scratch.on(builder);
  }

  @Override
  int work(ReplicaWork replica) throws IOException {
    ValidationResult result;
    try (Progress progress = console.progress("validating")) {
      result = replica.validate(progress);
    }
    done(ReplicaReport.of(result));
    return result.matches() ? ExitCode.DONE : ExitCode.DAMAGED;
  }
}
