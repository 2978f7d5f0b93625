package dev.kedge.cli.work;

import dev.kedge.ProgressListener;
import dev.kedge.replica.SnapshotResult;
import dev.kedge.replica.SyncResult;
import dev.kedge.replica.ValidationResult;

/** What commands do with a replica; results and errors are those of {@code Replica}. */
public interface ReplicaWork {

  /** Stores what is new. */
  SyncResult sync();

  /** Stores a snapshot. */
  SnapshotResult snapshot(ProgressListener progress);

  /** Restores and compares. */
  ValidationResult validate(ProgressListener progress);

  /** Enforces retention, or tells what that would delete. */
  Retained retain(boolean dryRun);
}
