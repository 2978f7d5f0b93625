package dev.kedge.jmx;

import java.util.List;
import java.util.Map;

/** A replica: a database on its way to a destination, from where it can be restored. */
@Description("A Kedge database on its way to a destination, from where it can be restored")
public interface ReplicaMXBean {

  /** Its name among the replicas of the database. */
  @Description("Its name among the replicas of the database")
  String getName();

  /** Where it replicates to. */
  @Description("Where it replicates to")
  String getDestination();

  /**
   * STOPPED, RUNNING, RETRYING when the last attempt of a loop failed, FENCED, or HUNG when it was
   * stopped and the destination does not answer.
   */
  @Description(
      "STOPPED, RUNNING, RETRYING when the last attempt of a loop failed, FENCED, or HUNG when it"
          + " was stopped and the destination does not answer")
  String getState();

  /** Whether its loops run, whether or not they reach the destination. */
  @Description("Whether its loops run, whether or not they reach the destination")
  boolean isRunning();

  /** Whether the last attempt of one of its loops failed; it is tried again. */
  @Description("Whether the last attempt of one of its loops failed; it is tried again")
  boolean isFailing();

  /** Alarm: another writer has the destination, and this one has stopped for good. */
  @Description("Alarm: another writer has the destination, and this one has stopped for good")
  boolean isFenced();

  /** Alarm: it was stopped, and a request to the destination has not ended. */
  @Description("Alarm: it was stopped, and a request to the destination has not ended")
  boolean isHung();

  /** Alarm: commits are made, but for long the destination has proved none. */
  @Description("Alarm: commits are made, but for long the destination has proved none")
  boolean isStalled();

  /** Alarm: the last validation found that the destination has something else than the database. */
  @Description(
      "Alarm: the last validation found that the destination has something else than the database")
  boolean isMismatched();

  /**
   * Whether there is any alarm: fenced, hung, stalled, mismatched, or a hole in the recoverable
   * window.
   */
  @Description(
      "Whether there is any alarm: fenced, hung, stalled, mismatched, or a hole in the recoverable"
          + " window")
  boolean isAlarm();

  /** The alarms in words, empty if there is none. */
  @Description("The alarms in words, empty if there is none")
  String getAlarms();

  /** The epoch it writes in, 0 before it has claimed one. */
  @Description("The epoch it writes in, 0 before it has claimed one")
  long getEpoch();

  /** The last commit that the destination has proved, empty if unknown. */
  @Description("The last commit that the destination has proved, empty if unknown")
  String getPosition();

  /** The version of that commit, -1 if unknown. */
  @Description("The version of that commit, -1 if unknown")
  long getProvedVersion();

  /** Whether it is known how far the destination is behind. */
  @Description("Whether it is known how far the destination is behind")
  boolean isLagKnown();

  /** Commits that the destination is behind, NaN if unknown. */
  @Description("Commits that the destination is behind, NaN if unknown")
  double getLagVersions();

  /** About how much log these are, as of a second ago; NaN if unknown. */
  @Description("About how much log these are, as of a second ago; NaN if unknown")
  double getLagBytes();

  /**
   * For how long the oldest of them has been there, 0 if none is missing, NaN if unknown; as of a
   * second ago at most.
   */
  @Description(
      "For how long the oldest of them has been there, 0 if none is missing, NaN if unknown; as of"
          + " a second ago at most")
  double getLagSeconds();

  /**
   * How long ago the destination last proved a commit, NaN if unknown; it grows when there is
   * nothing to prove.
   */
  @Description(
      "How long ago the destination last proved a commit, NaN if unknown; it grows when there is"
          + " nothing to prove")
  double getProofAgeSeconds();

  /** What failed last, in the background or by hand, empty if nothing has. */
  @Description("What failed last, in the background or by hand, empty if nothing has")
  String getLastError();

  /** When that was, in seconds since 1970; 0 if nothing has failed. */
  @Description("When that was, in seconds since 1970; 0 if nothing has failed")
  double getLastErrorTimestampSeconds();

  /** Failures in the background. */
  @Description("Failures in the background")
  long getErrorsTotal();

  /** How long the last sync took, NaN before the first. */
  @Description("How long the last sync took, NaN before the first")
  double getLastSyncDurationSeconds();

  /** Snapshots stored. */
  @Description("Snapshots stored")
  long getSnapshotsTotal();

  /** Segments of log stored. */
  @Description("Segments of log stored")
  long getSegmentsTotal();

  /** Bytes of both. */
  @Description("Bytes of both")
  long getWrittenBytesTotal();

  /** Objects that retention has deleted. */
  @Description("Objects that retention has deleted")
  long getDeletedObjectsTotal();

  /** Requests to the destination by their kind, such as LIST or CREATE. */
  @Description("Requests to the destination by their kind, such as LIST or CREATE")
  Map<String, Long> getRequestsByKind();

  /** The version of the last snapshot made since it was started, -1 if none was. */
  @Description("The version of the last snapshot made since it was started, -1 if none was")
  long getLastSnapshotVersion();

  /** When that was, in seconds since 1970; 0 if none was. */
  @Description("When that was, in seconds since 1970; 0 if none was")
  double getLastSnapshotTimestampSeconds();

  /** Validations that found what the database has. */
  @Description("Validations that found what the database has")
  long getValidationsOkTotal();

  /** Validations that found something else. */
  @Description("Validations that found something else")
  long getValidationsMismatchedTotal();

  /** Validations that could not be carried out. */
  @Description("Validations that could not be carried out")
  long getValidationsFailedTotal();

  /** The last version that a validation has found to be right, -1 if there was none. */
  @Description("The last version that a validation has found to be right, -1 if there was none")
  long getVerifiedVersion();

  /** When that was, in seconds since 1970; 0 if there was none. */
  @Description("When that was, in seconds since 1970; 0 if there was none")
  double getVerifiedTimestampSeconds();

  /** How long that validation took to restore it, NaN if there was none. */
  @Description("How long that validation took to restore it, NaN if there was none")
  double getMeasuredRestoreSeconds();

  /** What the last validation found wrong and where the evidence is, empty if nothing. */
  @Description("What the last validation found wrong and where the evidence is, empty if nothing")
  String getMismatch();

  /** Whether it is known what can be restored from the destination. */
  @Description("Whether it is known what can be restored from the destination")
  boolean isWindowKnown();

  /** The oldest version that can be restored from the destination, -1 if unknown. */
  @Description("The oldest version that can be restored from the destination, -1 if unknown")
  long getRecoverableFromVersion();

  /**
   * The newest version that can be restored, -1 if unknown; not each between them if there are
   * holes.
   */
  @Description(
      "The newest version that can be restored, -1 if unknown; not each between them if there are"
          + " holes")
  long getRecoverableToVersion();

  /** The commit time of the oldest, in seconds since 1970; NaN if unknown, or without commits. */
  @Description(
      "The commit time of the oldest, in seconds since 1970; NaN if unknown, or without commits")
  double getRecoverableFromTimestampSeconds();

  /** The commit time of the newest, or one before it, in seconds since 1970; NaN if unknown. */
  @Description(
      "The commit time of the newest, or one before it, in seconds since 1970; NaN if unknown")
  double getRecoverableToTimestampSeconds();

  /** Ranges of versions in between that can not be restored. */
  @Description("Ranges of versions in between that can not be restored")
  List<String> getRecoverableHoles();

  /** How many such ranges there are, NaN if unknown. */
  @Description("How many such ranges there are, NaN if unknown")
  double getRecoverableHoleCount();

  /** Starts its loops; does nothing if they run. */
  @Operation(Effect.SAFE)
  @Description("Starts its loops; does nothing if they run")
  void start();

  /**
   * Stops its loops, waits for what they do, and syncs once more; the log is kept for the next
   * start.
   */
  @Operation(Effect.SAFE)
  @Description(
      "Stops its loops, waits for what they do, and syncs once more; the log is kept for the next"
          + " start")
  void stop();

  /** Stores what is durable and not at the destination yet. */
  @Operation(Effect.SAFE)
  @Description("Stores what is durable and not at the destination yet")
  OperationStatus sync();

  /** Starts a sync and returns the id of the operation. */
  @Operation(Effect.SAFE)
  @Description("Starts a sync and returns the id of the operation")
  long startSync();

  /** Stores a snapshot of the database at the destination. */
  @Operation(Effect.SAFE)
  @Description("Stores a snapshot of the database at the destination")
  OperationStatus snapshot();

  /** Starts a snapshot and returns the id of the operation. */
  @Operation(Effect.SAFE)
  @Description("Starts a snapshot and returns the id of the operation")
  long startSnapshot();

  /**
   * Restores the present state from the destination, compares it with the database, and throws it
   * away unless they differ.
   */
  @Operation(Effect.SAFE)
  @Description(
      "Restores the present state from the destination, compares it with the database, and throws"
          + " it away unless they differ")
  OperationStatus validate();

  /** Starts a validation and returns the id of the operation. */
  @Operation(Effect.SAFE)
  @Description("Starts a validation and returns the id of the operation")
  long startValidate();

  /** Lists the destination and tells what enforceRetention would delete now; deletes nothing. */
  @Operation(Effect.INSPECTS)
  @Description(
      "Lists the destination and tells what enforceRetention would delete now; deletes nothing")
  OperationStatus retentionPlan();

  /**
   * Deletes at the destination what is older than the retention and not needed for what is newer.
   */
  @Operation(Effect.IRREVERSIBLE)
  @Description(
      "Deletes at the destination what is older than the retention and not needed for what is"
          + " newer")
  OperationStatus enforceRetention(
      @Name("confirmation") @Description("The name of the replica once more") String confirmation);

  /** Starts to enforce the retention and returns the id of the operation. */
  @Operation(Effect.IRREVERSIBLE)
  @Description("Starts to enforce the retention and returns the id of the operation")
  long startEnforceRetention(
      @Name("confirmation") @Description("The name of the replica once more") String confirmation);

  /** Restores the last state at the destination to a new database in the operations directory. */
  @Operation(Effect.IRREVERSIBLE)
  @Description(
      "Restores the last state at the destination to a new database in the operations directory")
  OperationStatus restore(
      @Name("newName") @Description("A name in the operations directory, nothing has it yet")
          String newName,
      @Name("confirmation") @Description("The new name once more") String confirmation);

  /** Starts to restore the last state at the destination and returns the id of the operation. */
  @Operation(Effect.IRREVERSIBLE)
  @Description(
      "Starts to restore the last state at the destination and returns the id of the operation")
  long startRestore(
      @Name("newName") @Description("A name in the operations directory, nothing has it yet")
          String newName,
      @Name("confirmation") @Description("The new name once more") String confirmation);

  /** Restores a version from the destination to a new database in the operations directory. */
  @Operation(Effect.IRREVERSIBLE)
  @Description(
      "Restores a version from the destination to a new database in the operations directory")
  OperationStatus restoreVersion(
      @Name("newName") @Description("A name in the operations directory, nothing has it yet")
          String newName,
      @Name("version") @Description("The version to restore") long version,
      @Name("confirmation") @Description("The new name once more") String confirmation);

  /** Starts to restore a version from the destination and returns the id of the operation. */
  @Operation(Effect.IRREVERSIBLE)
  @Description(
      "Starts to restore a version from the destination and returns the id of the operation")
  long startRestoreVersion(
      @Name("newName") @Description("A name in the operations directory, nothing has it yet")
          String newName,
      @Name("version") @Description("The version to restore") long version,
      @Name("confirmation") @Description("The new name once more") String confirmation);

  /**
   * Restores the last commit at or before an instant from the destination to a new database in the
   * operations directory.
   */
  @Operation(Effect.IRREVERSIBLE)
  @Description(
      "Restores the last commit at or before an instant from the destination to a new database in"
          + " the operations directory")
  OperationStatus restoreTimestamp(
      @Name("newName") @Description("A name in the operations directory, nothing has it yet")
          String newName,
      @Name("timestamp") @Description("ISO-8601 with Z or an offset, such as 2026-01-31T12:00:00Z")
          String timestamp,
      @Name("confirmation") @Description("The new name once more") String confirmation);

  /**
   * Starts to restore the last commit at or before an instant from the destination and returns the
   * id of the operation.
   */
  @Operation(Effect.IRREVERSIBLE)
  @Description(
      "Starts to restore the last commit at or before an instant from the destination and returns"
          + " the id of the operation")
  long startRestoreTimestamp(
      @Name("newName") @Description("A name in the operations directory, nothing has it yet")
          String newName,
      @Name("timestamp") @Description("ISO-8601 with Z or an offset, such as 2026-01-31T12:00:00Z")
          String timestamp,
      @Name("confirmation") @Description("The new name once more") String confirmation);
}
