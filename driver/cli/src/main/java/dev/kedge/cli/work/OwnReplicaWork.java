package dev.kedge.cli.work;

import dev.kedge.ProgressListener;
import dev.kedge.replica.Replica;
import dev.kedge.replica.SnapshotResult;
import dev.kedge.replica.SyncResult;
import dev.kedge.replica.ValidationResult;

/** The work with a replica of this process. */
final class OwnReplicaWork implements ReplicaWork {

  private final Replica replica;

  OwnReplicaWork(Replica replica) {
    this.replica = replica;
  }

  @Override
  public SyncResult sync() {
    return replica.sync();
  }

  @Override
  public SnapshotResult snapshot(ProgressListener progress) {
    return replica.snapshot(progress);
  }

  @Override
  public ValidationResult validate(ProgressListener progress) {
    return replica.validate(progress);
  }

  @Override
  public Retained retain(boolean dryRun) {
    return Retained.of(dryRun ? replica.retentionPlan() : replica.enforceRetention());
  }
}
