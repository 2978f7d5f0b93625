package dev.kedge.cli;

import dev.kedge.Database;
import dev.kedge.FencedWriterException;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.work.ReplicaWork;
import dev.kedge.cli.work.Work;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaBuilder;
import dev.kedge.replica.ReplicaClient;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands have that do one of the things that a replica does. */
abstract class ReplicaCommand extends KedgeCommand {

  @Mixin final WritableDatabase target = new WritableDatabase();

  @Mixin final OwnerOptions owner = new OwnerOptions();

  @Parameters(
      index = "1",
      paramLabel = "DESTINATION",
      description = "Where it is replicated to, such as file:///backups/app.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  ReplicaClient destination;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "main",
      description = "The name of the replica, under which log is kept for it; main unless given.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  String name;

  @Mixin final TakeOverOption takeOver = new TakeOverOption();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  CommandSpec spec;

  ReplicaCommand(Console console) {
    super(console);
  }

  @Override
  final int run() throws IOException {
    try (ReplicaClient client = destination;
        Work database = owner.work(console, target)) {
      database.owner().ifPresent(process -> OwnerSettings.refuse(spec, process));
      return work(database.replica(name, client.url(), open -> replica(open, client)));
    } catch (FencedWriterException e) {
      throw takeOver.allowed ? e : new RefusedException(e.getMessage() + " (--take-over)", e);
    }
  }

  private Replica replica(Database database, ReplicaClient client) {
    ReplicaBuilder builder =
        Replica.builder(database, client)
            .name(name)
            .takeOver(takeOver.allowed)
            .listener(new ReplicaNotices(console));
    return with(builder).monitorEnabled(false).build();
  }

  /** Sets what its options say. */
  ReplicaBuilder with(ReplicaBuilder builder) {
    return builder;
  }

  /**
   * Does it.
   *
   * @return the exit code
   */
  abstract int work(ReplicaWork replica) throws IOException;

  final void done(ReplicaReport report) throws IOException {
    done(report.sentence(), report.fields());
  }
}
