package dev.kedge.jdbc.internal.table;

import dev.kedge.jdbc.internal.language.Command;
import dev.kedge.jdbc.internal.result.RowShape;
import dev.kedge.replica.RetentionPlan;
import dev.kedge.replica.SnapshotResult;
import dev.kedge.replica.SyncResult;
import dev.kedge.replica.ValidationResult;

/** The rows that say what an operation on a replica did. */
public final class ReplicaRows {

  /** What a sync stored. */
  public static final RowShape<SyncResult> SYNC =
      new RowShape<SyncResult>()
          .text("generation", "history", r -> OperationRows.generation(r.proved()))
          .number("version", "last commit the destination has", r -> r.proved().version())
          .number("snapshots", "snapshots stored", SyncResult::snapshots)
          .number("commits", "commits shipped", SyncResult::commits)
          .number("segments", "segments stored", SyncResult::segments)
          .number("bytes", "bytes of these", SyncResult::bytes)
          .millis("elapsed_ms", "how long it took", SyncResult::elapsed);

  /** A snapshot that was stored. */
  public static final RowShape<SnapshotResult> SNAPSHOT =
      new RowShape<SnapshotResult>()
          .text("generation", "history", r -> OperationRows.generation(r.backup().position()))
          .number("version", "last commit in it", r -> r.backup().position().version())
          .instant("commit_time", "its time", r -> r.backup().commitTime())
          .number("image_bytes", "length of the restored file", r -> r.backup().imageBytes())
          .number("bytes", "length of the object", r -> r.snapshot().bytes())
          .text("digest", "of the whole backup", r -> r.backup().digest())
          .text("object", "its name at the destination", r -> r.snapshot().object())
          .millis("elapsed_ms", "how long it took", r -> r.backup().elapsed());

  /** What a validation found. */
  public static final RowShape<ValidationResult> VALIDATION =
      new RowShape<ValidationResult>()
          .flag("matches", "whether it is the database's state", ValidationResult::matches)
          .text("generation", "history", r -> OperationRows.generation(r.position()))
          .number("version", "commit whose state was compared", r -> r.position().version())
          .instant("verified_at", "when", ValidationResult::verifiedAt)
          .number("bytes", "length of the objects fetched", ValidationResult::bytes)
          .millis("restore_ms", "how long restoring took", ValidationResult::restore)
          .text("problem", "what is wrong", r -> r.problem().orElse(null))
          .text(
              "evidence",
              "the restored database, if it is kept",
              r -> r.evidence().map(Object::toString).orElse(null));

  /** What retention deleted, or would. */
  public static final RowShape<RetentionPlan> RETENTION =
      new RowShape<RetentionPlan>()
          .number("objects", "objects deleted", r -> r.objects().size())
          .number("bytes", "their length", RetentionPlan::bytes)
          .numberOrNull(
              "base_version",
              "the snapshot that the oldest state to stay begins with",
              r -> r.base().map(base -> base.version()).orElse(null))
          .text("postponed", "why nothing may go now", r -> r.postponed().orElse(null))
          .text("names", "the objects, one a line", r -> String.join("\n", r.objects()));

  private ReplicaRows() {}

  static RowShape<?> shape(Command.ReplicaOperation operation) {
    if (operation instanceof Command.SyncReplica) {
      return SYNC;
    }
    if (operation instanceof Command.SnapshotReplica) {
      return SNAPSHOT;
    }
    if (operation instanceof Command.ValidateReplica) {
      return VALIDATION;
    }
    if (operation instanceof Command.EnforceRetention) {
      return RETENTION;
    }
    throw new IllegalStateException("no row is known of " + operation.name());
  }
}
