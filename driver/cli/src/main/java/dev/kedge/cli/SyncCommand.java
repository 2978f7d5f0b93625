package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.work.ReplicaWork;
import java.io.IOException;
import picocli.CommandLine.Command;

/** Brings a destination up to date. */
@Command(
    name = "sync",
    description = {
      "Store at a destination what is committed and not there yet, and end.",
      "The first time that is a snapshot; then the log since the last time."
    })
final class SyncCommand extends ReplicaCommand {

  SyncCommand(Console console) {
    super(console);
  }

  @Override
  int work(ReplicaWork replica) throws IOException {
    done(ReplicaReport.of(replica.sync()));
    return ExitCode.DONE;
  }
}
