package dev.kedge.jmx;

import java.util.List;

/**
 * Long operations: what runs, what ran, and how to cancel. Each change of one is told in a
 * notification.
 */
@Description("Long operations on a Kedge database: what runs, and what ran")
public interface OperationsMXBean {

  /**
   * What may be done through JMX: all, safe (nothing that can't be undone) or none; set by
   * kedge.jmx.operations.
   */
  @Description(
      "What may be done through JMX: all, safe (nothing that can't be undone) or none; set by"
          + " kedge.jmx.operations")
  String getPolicy();

  /** The operations that run and the last 50 that ended, newest first. */
  @Description("The operations that run and the last 50 that ended, newest first")
  List<OperationStatus> getOperations();

  /** Operations that run. */
  @Description("Operations that run")
  int getRunning();

  /** Operations begun since the database was opened. */
  @Description("Operations begun since the database was opened")
  long getStartedTotal();

  /** Operations that did what they should. */
  @Description("Operations that did what they should")
  long getDoneTotal();

  /** Operations that failed. */
  @Description("Operations that failed")
  long getFailedTotal();

  /** Operations that were cancelled. */
  @Description("Operations that were cancelled")
  long getCancelledTotal();

  /** The id of the newest operation, 0 if there is none. */
  @Description("The id of the newest operation, 0 if there is none")
  long getLatestId();

  /** What it does, empty if there is none; so with all that follows. */
  @Description("What it does, empty if there is none; so with all that follows")
  String getLatestKind();

  /** RUNNING, DONE, FAILED or CANCELLED. */
  @Description("RUNNING, DONE, FAILED or CANCELLED")
  String getLatestState();

  /** What it is doing. */
  @Description("What it is doing")
  String getLatestPhase();

  /** How far it is, 0 to 100; NaN if unknown. */
  @Description("How far it is, 0 to 100; NaN if unknown")
  double getLatestPercent();

  /** Bytes that it has dealt with, -1 if it counts something else. */
  @Description("Bytes that it has dealt with, -1 if it counts something else")
  long getLatestDoneBytes();

  /** Bytes that it has to deal with, -1 if unknown. */
  @Description("Bytes that it has to deal with, -1 if unknown")
  long getLatestTotalBytes();

  /** Its rate since it began, NaN if unknown. */
  @Description("Its rate since it began, NaN if unknown")
  double getLatestBytesPerSecond();

  /** How much longer it will take, in seconds; NaN if unknown. */
  @Description("How much longer it will take, in seconds; NaN if unknown")
  double getLatestEtaSeconds();

  /** Why it failed, empty if it did not. */
  @Description("Why it failed, empty if it did not")
  String getLatestError();

  /** How far an operation is, or how it ended. */
  @Operation(Effect.READS)
  @Description("How far an operation is, or how it ended")
  OperationStatus operation(@Name("id") @Description("The id that starting it returned") long id);

  /** Asks a running operation to end; false if it has ended already. */
  @Operation(Effect.SAFE)
  @Description("Asks a running operation to end; false if it has ended already")
  boolean cancel(@Name("id") @Description("The id that starting it returned") long id);
}
