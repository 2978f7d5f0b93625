package dev.kedge.jmx;

import java.util.List;
import java.util.Map;

/**
 * Log of a database on its way to replicas and the archive, and log from a primary on its way into
 * a replica.
 */
@Description("Log of a Kedge database on its way to replicas and the archive")
public interface ShippingMXBean {

  /** Log that the hold furthest behind keeps, 0 if there is no hold. */
  @Description("Log that the hold furthest behind keeps, 0 if there is no hold")
  long getHeldLogBytes();

  /** The log holds: who keeps log, and how far they are. */
  @Description("The log holds: who keeps log, and how far they are")
  List<HoldStatus> getHolds();

  /** How many holds there are. */
  @Description("How many holds there are")
  int getHoldCount();

  /** The part of its cap that the hold nearest to its cap uses, 0 if there is no hold. */
  @Description("The part of its cap that the hold nearest to its cap uses, 0 if there is no hold")
  double getHoldUsedRatio();

  /** For each hold, the commits that its party has not proven to have. */
  @Description("For each hold, the commits that its party has not proven to have")
  Map<String, Long> getLagVersionsByReplica();

  /**
   * For each hold, about how much log its party has not proven to have: 0 if none is missing, NaN
   * if all of it is in the newest segment, which is not counted.
   */
  @Description(
      "For each hold, about how much log its party has not proven to have: 0 if none is missing,"
          + " NaN if all of it is in the newest segment, which is not counted")
  Map<String, Double> getLagBytesByReplica();

  /**
   * For each hold, the age in seconds of the first commit that its party has not proven to have; 0
   * if there is none, NaN if unknown.
   */
  @Description(
      "For each hold, the age in seconds of the first commit that its party has not proven to have;"
          + " 0 if there is none, NaN if unknown")
  Map<String, Double> getLagSecondsByReplica();

  /**
   * Whether this database knows how far it is behind its primary; a replica that is shipped to by
   * hand does not.
   */
  @Description(
      "Whether this database knows how far it is behind its primary; a replica that is shipped to"
          + " by hand does not")
  boolean isLagKnown();

  /** Commits that this database is behind its primary: 0 on a primary, NaN if unknown. */
  @Description("Commits that this database is behind its primary: 0 on a primary, NaN if unknown")
  double getLagVersions();

  /** Bytes of log that it is behind its primary: 0 on a primary, NaN if unknown. */
  @Description("Bytes of log that it is behind its primary: 0 on a primary, NaN if unknown")
  double getLagBytes();

  /**
   * The age in seconds of the first commit of the primary that it has not got: 0 on a primary, NaN
   * if unknown.
   */
  @Description(
      "The age in seconds of the first commit of the primary that it has not got: 0 on a primary,"
          + " NaN if unknown")
  double getLagSeconds();

  /**
   * The time of the last commit applied here since the database was opened, by whatever way, in
   * seconds since 1970; 0 if none was.
   */
  @Description(
      "The time of the last commit applied here since the database was opened, by whatever way, in"
          + " seconds since 1970; 0 if none was")
  double getLastAppliedTimestampSeconds();

  /** Whether log is archived. */
  @Description("Whether log is archived")
  boolean isArchiveConfigured();

  /** Whether the last attempt to archive failed; the log is kept. */
  @Description("Whether the last attempt to archive failed; the log is kept")
  boolean isArchiveFailing();

  /** Why, empty if it did not. */
  @Description("Why, empty if it did not")
  String getArchiveFailure();

  /**
   * The commit through which nothing is left to archive: the archive has got it, or it was given up
   * in a hole; -1 if there is no archive or it has none.
   */
  @Description(
      "The commit through which nothing is left to archive: the archive has got it, or it was given"
          + " up in a hole; -1 if there is no archive or it has none")
  long getArchivedVersion();

  /** Durable commits that are still to be archived, NaN if there is no archive. */
  @Description("Durable commits that are still to be archived, NaN if there is no archive")
  double getArchiveLagVersions();

  /** Attempts to archive that failed since the database was opened. */
  @Description("Attempts to archive that failed since the database was opened")
  long getArchiveFailuresTotal();

  /** Ranges of log given up that the archive has not got. */
  @Description("Ranges of log given up that the archive has not got")
  long getArchiveHolesTotal();

  /** Holds dropped because they kept more than their cap. */
  @Description("Holds dropped because they kept more than their cap")
  long getHoldsDroppedTotal();

  /** Writes all durable commits that the log still has to a new file, for a replica. */
  @Operation(Effect.SAFE)
  @Description("Writes all durable commits that the log still has to a new file, for a replica")
  OperationStatus shipWal(
      @Name("name") @Description("A name in the operations directory") String name);

  /** Writes the durable commits after a version to a new file, for a replica. */
  @Operation(Effect.SAFE)
  @Description("Writes the durable commits after a version to a new file, for a replica")
  OperationStatus shipWalAfter(
      @Name("name") @Description("A name in the operations directory") String name,
      @Name("afterVersion") @Description("Ship the commits after this version") long afterVersion);

  /** Starts shipping and returns the id of the operation. */
  @Operation(Effect.SAFE)
  @Description("Starts shipping and returns the id of the operation")
  long startShipWal(
      @Name("name") @Description("A name in the operations directory") String name,
      @Name("afterVersion")
          @Description("Ship the commits after this version, -1 for all that the log still has")
          long afterVersion);

  /** Applies shipped log, or an archive's directory, to this replica; what it has is skipped. */
  @Operation(Effect.SAFE)
  @Description(
      "Applies shipped log, or an archive's directory, to this replica; what it has is skipped")
  OperationStatus applyWal(
      @Name("name") @Description("A name in the operations directory") String name);

  /** Starts applying and returns the id of the operation. */
  @Operation(Effect.SAFE)
  @Description("Starts applying and returns the id of the operation")
  long startApplyWal(@Name("name") @Description("A name in the operations directory") String name);

  /** Applies shipped log, or an archive's directory, up to a version. */
  @Operation(Effect.SAFE)
  @Description("Applies shipped log, or an archive's directory, up to a version")
  OperationStatus applyWalUntil(
      @Name("name") @Description("A name in the operations directory") String name,
      @Name("version") @Description("The last version to apply") long version);

  /** Starts applying up to a version and returns the id of the operation. */
  @Operation(Effect.SAFE)
  @Description("Starts applying up to a version and returns the id of the operation")
  long startApplyWalUntil(
      @Name("name") @Description("A name in the operations directory") String name,
      @Name("version") @Description("The last version to apply") long version);

  /**
   * Applies shipped log, or an archive's directory, up to the last commit at or before an instant;
   * a later one must be in it to prove that.
   */
  @Operation(Effect.SAFE)
  @Description(
      "Applies shipped log, or an archive's directory, up to the last commit at or before an"
          + " instant; a later one must be in it to prove that")
  OperationStatus applyWalUntilTimestamp(
      @Name("name") @Description("A name in the operations directory") String name,
      @Name("timestamp") @Description("ISO-8601 with Z or an offset, such as 2026-01-31T12:00:00Z")
          String timestamp);

  /** Starts applying up to an instant and returns the id of the operation. */
  @Operation(Effect.SAFE)
  @Description("Starts applying up to an instant and returns the id of the operation")
  long startApplyWalUntilTimestamp(
      @Name("name") @Description("A name in the operations directory") String name,
      @Name("timestamp") @Description("ISO-8601 with Z or an offset, such as 2026-01-31T12:00:00Z")
          String timestamp);

  /**
   * Makes a hold: the log after a version stays until the replica has it, or the cap is reached.
   */
  @Operation(Effect.SAFE)
  @Description(
      "Makes a hold: the log after a version stays until the replica has it, or the cap is reached")
  void createHold(
      @Name("name") @Description("1 to 64 letters, digits, dots, underscores and dashes")
          String name,
      @Name("afterVersion") @Description("The log after this version stays") long afterVersion,
      @Name("capBytes") @Description("How much log it may keep at most") long capBytes);

  /**
   * Notes that the party of a hold has the log through a version, so that it may be discarded;
   * false if there is no such hold.
   */
  @Operation(Effect.IRREVERSIBLE)
  @Description(
      "Notes that the party of a hold has the log through a version, so that it may be discarded;"
          + " false if there is no such hold")
  boolean advanceHold(
      @Name("name") @Description("The name of the hold") String name,
      @Name("version") @Description("The last version that is not needed any more") long version);

  /** Removes a hold; a replica that still needs its log must be seeded again. */
  @Operation(Effect.IRREVERSIBLE)
  @Description("Removes a hold; a replica that still needs its log must be seeded again")
  void dropHold(
      @Name("name") @Description("The name of the hold") String name,
      @Name("confirmation") @Description("The name once more") String confirmation);
}
