package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.work.ReplicaWork;
import dev.kedge.cli.work.Retained;
import dev.kedge.replica.ReplicaBuilder;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes from a destination what nobody wants to go back to. */
@Command(
    name = "retain",
    description = {
      "Enforce retention: delete from a destination what is older than it and not needed for what"
          + " is newer. If the newest snapshot is older than that, another is made first.",
      "--dry-run prints the objects that would go, a line each."
    })
final class RetainCommand extends ReplicaCommand {

  @Mixin final RetentionOptions retention = new RetentionOptions();

  @Option(names = "--dry-run", description = "Delete nothing; print what would be deleted.")
  boolean dryRun;

  RetainCommand(Console console) {
    super(console);
  }

  @Override
  ReplicaBuilder with(ReplicaBuilder builder) {
    return retention.on(builder);
  }

  @Override
  int work(ReplicaWork replica) throws IOException {
    Retained plan = replica.retain(dryRun);
    if (dryRun && !json) {
      for (String object : plan.objects()) {
        console.print(object);
      }
      if (plan.count() > plan.objects().size()) {
        console.print("… and %d more".formatted(plan.count() - plan.objects().size()));
      }
      console.out().flush();
    }
    done(ReplicaReport.of(plan, dryRun));
    return ExitCode.DONE;
  }
}
