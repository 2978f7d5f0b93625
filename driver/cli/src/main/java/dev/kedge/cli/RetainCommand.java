package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaBuilder;
import dev.kedge.replica.RetentionPlan;
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
  int work(Replica replica) throws IOException {
    RetentionPlan plan = dryRun ? replica.retentionPlan() : replica.enforceRetention();
    if (dryRun && !json) {
      for (String object : plan.objects()) {
        console.print(object);
      }
      console.out().flush();
    }
    done(ReplicaReport.of(plan, dryRun));
    return ExitCode.DONE;
  }
}
