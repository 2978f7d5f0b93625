package dev.kedge.jmx;

/** A follower: a read replica that is kept current from a destination. */
@Description("A Kedge database that is kept current from a destination")
public interface FollowerMXBean {

  /** What it follows. */
  @Description("What it follows")
  String getDestination();

  /** Whether it polls by itself; not before it is started, nor after it was stopped or promoted. */
  @Description(
      "Whether it polls by itself; not before it is started, nor after it was stopped or promoted")
  boolean isRunning();

  /** Where it stands. */
  @Description("Where it stands")
  String getPosition();

  /** The version where it stands. */
  @Description("The version where it stands")
  long getVersion();

  /** The time of the commit where it stands, in seconds since 1970. */
  @Description("The time of the commit where it stands, in seconds since 1970")
  double getCommitTimestampSeconds();

  /** Whether it is known how far it is behind its primary, as of the last heartbeat of that. */
  @Description(
      "Whether it is known how far it is behind its primary, as of the last heartbeat of that")
  boolean isLagKnown();

  /** Commits that it is behind its primary, NaN if unknown. */
  @Description("Commits that it is behind its primary, NaN if unknown")
  double getLagVersions();

  /**
   * Bytes of log that it is behind its primary, 0 if nothing is missing, otherwise NaN for unknown.
   */
  @Description(
      "Bytes of log that it is behind its primary, 0 if nothing is missing, otherwise NaN for"
          + " unknown")
  double getLagBytes();

  /** How much older its last commit is than that of its primary, NaN if unknown. */
  @Description("How much older its last commit is than that of its primary, NaN if unknown")
  double getLagSeconds();

  /**
   * The age of the heartbeat of its primary that this is known from, NaN if there is none or three
   * were missed.
   */
  @Description(
      "The age of the heartbeat of its primary that this is known from, NaN if there is none or"
          + " three were missed")
  double getHeartbeatAgeSeconds();

  /** Why a poll failed last, empty if none has. */
  @Description("Why a poll failed last, empty if none has")
  String getLastError();

  /** When that was, in seconds since 1970; 0 if none has failed. */
  @Description("When that was, in seconds since 1970; 0 if none has failed")
  double getLastErrorTimestampSeconds();

  /** Polls that failed since the follower was opened. */
  @Description("Polls that failed since the follower was opened")
  long getErrorsTotal();

  /** Polls that applied something since the follower was opened. */
  @Description("Polls that applied something since the follower was opened")
  long getAppliedTotal();

  /** How often it was restored anew, as the destination had nothing that continued it. */
  @Description("How often it was restored anew, as the destination had nothing that continued it")
  long getReseedsTotal();

  /** Starts to poll; does nothing if it polls. */
  @Operation(Effect.SAFE)
  @Description("Starts to poll; does nothing if it polls")
  void start();

  /** Stops to poll, and waits for a poll that is running. */
  @Operation(Effect.SAFE)
  @Description("Stops to poll, and waits for a poll that is running")
  void stop();

  /** Applies what the destination has by now. */
  @Operation(Effect.SAFE)
  @Description("Applies what the destination has by now")
  OperationStatus poll();

  /** Stops to follow and makes the database a primary, in a generation of its own. */
  @Operation(Effect.IRREVERSIBLE)
  @Description("Stops to follow and makes the database a primary, in a generation of its own")
  OperationStatus promote(
      @Name("confirmation")
          @Description("The name of the database once more, as in the name of this bean")
          String confirmation);
}
