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

  Rows run(Command.ReplicaOperation command) throws SQLException {
    Replica replica = replicas.find(parameters.text(command.replica(), "the name of the replica"));
    return Detached.run(command.name(), execution, () -> run(command, replica));
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
    boolean dryRun = ((Command.EnforceRetention) command).dryRun();
    return ReplicaRows.RETENTION.one(
        dryRun ? replica.retentionPlan() : replica.enforceRetention(execution));
  }
}
