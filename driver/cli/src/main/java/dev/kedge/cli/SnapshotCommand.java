package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.Progress;
import dev.kedge.cli.work.ReplicaWork;
import dev.kedge.replica.SnapshotResult;
import java.io.IOException;
import picocli.CommandLine.Command;

/** Stores a snapshot at a destination. */
@Command(
    name = "snapshot",
    description = {
      "Store a snapshot of a database at a destination:",
      "restores begin with it, so that they have less log to apply."
    })
final class SnapshotCommand extends ReplicaCommand {

  SnapshotCommand(Console console) {
    super(console);
  }

  @Override
  int work(ReplicaWork replica) throws IOException {
    SnapshotResult result;
    try (Progress progress = console.progress("storing a snapshot")) {
      result = replica.snapshot(progress);
    }
    done(ReplicaReport.of(result));
    return ExitCode.DONE;
  }
}
