package dev.kedge.cli.work;

import dev.kedge.KedgeException;
import dev.kedge.ProgressListener;
import dev.kedge.jmx.OperationStatus;
import dev.kedge.jmx.OwnedDatabase;
import dev.kedge.jmx.ReplicaMXBean;
import dev.kedge.jmx.RetentionSummary;
import dev.kedge.replica.SnapshotResult;
import dev.kedge.replica.SyncResult;
import dev.kedge.replica.ValidationResult;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The work with a replica of the process that has the database open. */
public final class OwnerReplicaWork implements ReplicaWork {

  private final OwnedDatabase database;
  private final ReplicaMXBean replica;

  OwnerReplicaWork(OwnedDatabase database, ReplicaMXBean replica) {
    this.database = database;
    this.replica = replica;
  }

  /** Starts it if it does not run, and tells how it is, in words. */
  public String start() {
    OwnerCalls.run(replica::start);
    String position = replica.getPosition();
    String error = replica.getLastError();
    return replica.getState().toLowerCase(Locale.ROOT)
        + (position.isEmpty() ? "" : ", at version " + replica.getProvedVersion())
        + (error.isEmpty() ? "" : ", last error: " + error);
  }

  @Override
  public SyncResult sync() {
    return ended(replica::startSync, ProgressListener.NONE).resultAs(SyncResult.class);
  }

  @Override
  public SnapshotResult snapshot(ProgressListener progress) {
    return ended(replica::startSnapshot, progress).resultAs(SnapshotResult.class);
  }

  @Override
  public ValidationResult validate(ProgressListener progress) {
    return ended(replica::startValidate, progress).resultAs(ValidationResult.class);
  }

  @Override
  public Retained retain(boolean dryRun) {
    OperationStatus status =
        dryRun
            ? OwnerCalls.get(replica::retentionPlan)
            : ended(() -> replica.startEnforceRetention(replica.getName()), ProgressListener.NONE);
    RetentionSummary summary = status.resultAs(RetentionSummary.class);
    return new Retained(
        summary.objects(),
        summary.objectCount(),
        summary.bytes(),
        present(summary.base()),
        present(summary.postponed()));
  }

  private static Optional<String> present(String text) {
    return Optional.of(text).filter(any -> !any.isEmpty());
  }

  private OperationStatus ended(LongSupplier start, ProgressListener progress) {
    if (replica.isFenced()) {
      throw new KedgeException(
          replica.getDestination() + " is written by another: " + replica.getAlarms());
    }
    return OwnerCalls.ended(database, start, progress);
  }
}
