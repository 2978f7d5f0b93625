package dev.kedge.jdbc.internal.session;

import dev.kedge.jdbc.internal.engine.Replicas;
import dev.kedge.jdbc.internal.language.Command;
import dev.kedge.jdbc.internal.result.Rows;
import dev.kedge.jdbc.internal.table.ReplicaRows;
import dev.kedge.replica.Replica;
import java.sql.SQLException;

/** Carries out an operation on a replica. */
final class ReplicaRunner {

  private final Replicas replicas;
  private final Parameters parameters;
  private final Execution execution;

  ReplicaRunner(Replicas replicas, Parameters parameters, Execution execution) {
    this.replicas = replicas;
    this.parameters = parameters;
    this.execution = execution;
  }

  /** Finds the replica, and gives what is to do. */
  Detached.Work<Rows> prepare(Command.ReplicaOperation command) throws SQLException {
    Replica replica = replicas.find(parameters.text(command.replica(), "the name of the replica"));
    return () -> run(command, replica);
  }

  private Rows run(Command.ReplicaOperation command, Replica replica) {
    if (command instanceof Command.SyncReplica) {
      return ReplicaRows.SYNC.one(replica.sync(execution));
    }
    if (command instanceof Command.SnapshotReplica) {
      return ReplicaRows.SNAPSHOT.one(replica.snapshot(execution));
    }
    if (command instanceof Command.ValidateReplica) {
      return ReplicaRows.VALIDATION.one(replica.validate(execution));
    }
    if (command instanceof Command.EnforceRetention enforce) {
      return ReplicaRows.RETENTION.one(
          enforce.dryRun() ? replica.retentionPlan() : replica.enforceRetention(execution));
    }
    throw new IllegalStateException("nothing carries out " + command.name());
  }
}
