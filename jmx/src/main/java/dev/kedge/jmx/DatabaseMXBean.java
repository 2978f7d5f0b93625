package dev.kedge.jmx;

import java.util.Map;

/** A database: its state, its figures, and what maintains it. */
@Description("A Kedge database: what it has and has done since it was opened")
public interface DatabaseMXBean {

  /**
   * How old the figures are that are read in the background: far more than a second if that hangs.
   */
  @Description(
      "How old the figures are that are read in the background: far more than a second if that"
          + " hangs")
  double getSampleAgeSeconds();

  /** The database file. */
  @Description("The database file")
  String getPath();

  /** The last commit: generation and version in 16 hex digits each. */
  @Description("The last commit: generation and version in 16 hex digits each")
  String getPosition();

  /** The history it belongs to, 16 hex digits. */
  @Description("The history it belongs to, 16 hex digits")
  String getGeneration();

  /** The last commit that readers see. */
  @Description("The last commit that readers see")
  long getVersion();

  /** The last commit known to be forced to the device. */
  @Description("The last commit known to be forced to the device")
  long getDurableVersion();

  /** The last commit that the database file has. */
  @Description("The last commit that the database file has")
  long getCheckpointVersion();

  /** PRIMARY, or REPLICA until promoted. */
  @Description("PRIMARY, or REPLICA until promoted")
  String getRole();

  /** Whether it is a primary. */
  @Description("Whether it is a primary")
  boolean isPrimary();

  /** Whether it was last used as a replica and has not become a primary for good. */
  @Description("Whether it was last used as a replica and has not become a primary for good")
  boolean isRememberedReplica();

  /** Whether it was opened read-only. */
  @Description("Whether it was opened read-only")
  boolean isReadOnly();

  /** Whether a failure has fenced it: it takes no writes until it is closed and opened again. */
  @Description(
      "Whether a failure has fenced it: it takes no writes until it is closed and opened again")
  boolean isFenced();

  /** The failure that fenced it, empty if none did. */
  @Description("The failure that fenced it, empty if none did")
  String getFencedBy();

  /** Keys. */
  @Description("Keys")
  long getEntries();

  /** Bytes of the database file. */
  @Description("Bytes of the database file")
  long getFileBytes();

  /** Bytes of a page. */
  @Description("Bytes of a page")
  long getPageSizeBytes();

  /** Pages of the database file. */
  @Description("Pages of the database file")
  long getPages();

  /** Pages in it that hold nothing of the present state. */
  @Description("Pages in it that hold nothing of the present state")
  long getFreePages();

  /**
   * Heap taken by changes that no checkpoint has written yet; all else is cached by the operating
   * system.
   */
  @Description(
      "Heap taken by changes that no checkpoint has written yet; all else is cached by the"
          + " operating system")
  long getDirtyBytes();

  /** Heap that such changes may take before commits wait. */
  @Description("Heap that such changes may take before commits wait")
  long getDirtyLimitBytes();

  /** Bytes of the log, history included. */
  @Description("Bytes of the log, history included")
  long getLogBytes();

  /** The first commit that the log still has. */
  @Description("The first commit that the log still has")
  long getLogFirstVersion();

  /** Whether opening found the end of the log torn by a crash, or missing, and cut it. */
  @Description("Whether opening found the end of the log torn by a crash, or missing, and cut it")
  boolean isTornLog();

  /** Snapshots, transactions, cursors and operations that are open. */
  @Description("Snapshots, transactions, cursors and operations that are open")
  int getReaders();

  /** Free pages that can't be used again as long as these are open. */
  @Description("Free pages that can't be used again as long as these are open")
  long getReaderPages();

  /** The lowest version they read, -1 if there are none. */
  @Description("The lowest version they read, -1 if there are none")
  long getOldestReaderVersion();

  /** For how long the one that is open longest has been open, in seconds. */
  @Description("For how long the one that is open longest has been open, in seconds")
  double getOldestReaderAgeSeconds();

  /** The thread that opened it, empty if there is none. */
  @Description("The thread that opened it, empty if there is none")
  String getOldestReaderThread();

  /** Commits. */
  @Description("Commits")
  long getCommitsTotal();

  /** Transactions refused because of a conflict. */
  @Description("Transactions refused because of a conflict")
  long getConflictsTotal();

  /** Groups that commits were written to the log in. */
  @Description("Groups that commits were written to the log in")
  long getCommitGroupsTotal();

  /** Commits of the largest group. */
  @Description("Commits of the largest group")
  long getLargestGroupCommits();

  /** Bytes of log that commits have written. */
  @Description("Bytes of log that commits have written")
  long getLoggedBytesTotal();

  /** Forces of the log. */
  @Description("Forces of the log")
  long getSyncsTotal();

  /** Checkpoints. */
  @Description("Checkpoints")
  long getCheckpointsTotal();

  /** Bytes that checkpoints have written. */
  @Description("Bytes that checkpoints have written")
  long getCheckpointBytesTotal();

  /** How long the last checkpoint took, in seconds; NaN before the first. */
  @Description("How long the last checkpoint took, in seconds; NaN before the first")
  double getLastCheckpointSeconds();

  /** Commits that were made to wait because checkpoints or the archive could not keep up. */
  @Description(
      "Commits that were made to wait because checkpoints or the archive could not keep up")
  long getStallsTotal();

  /** For how long in all, in seconds. */
  @Description("For how long in all, in seconds")
  double getStallSecondsTotal();

  /** Times that the clock went back, so that commit times stood still. */
  @Description("Times that the clock went back, so that commit times stood still")
  long getClockJumpsTotal();

  /** Times that it began a generation of its own. */
  @Description("Times that it began a generation of its own")
  long getGenerationForksTotal();

  /** The time that half of the commits did not exceed, in seconds. */
  @Description("The time that half of the commits did not exceed, in seconds")
  double getCommitLatencyP50Seconds();

  /** The time that 99 percent of the commits did not exceed, in seconds. */
  @Description("The time that 99 percent of the commits did not exceed, in seconds")
  double getCommitLatencyP99Seconds();

  /** The time that 99.9 percent of the commits did not exceed, in seconds. */
  @Description("The time that 99.9 percent of the commits did not exceed, in seconds")
  double getCommitLatencyP999Seconds();

  /** The time that the slowest of the commits took, in seconds. */
  @Description("The time that the slowest of the commits took, in seconds")
  double getCommitLatencyMaxSeconds();

  /** The time that all commits took together, in seconds. */
  @Description("The time that all commits took together, in seconds")
  double getCommitLatencySecondsTotal();

  /** The time that half of the forces of the log did not exceed, in seconds. */
  @Description("The time that half of the forces of the log did not exceed, in seconds")
  double getSyncLatencyP50Seconds();

  /** The time that 99 percent of the forces of the log did not exceed, in seconds. */
  @Description("The time that 99 percent of the forces of the log did not exceed, in seconds")
  double getSyncLatencyP99Seconds();

  /** The time that 99.9 percent of the forces of the log did not exceed, in seconds. */
  @Description("The time that 99.9 percent of the forces of the log did not exceed, in seconds")
  double getSyncLatencyP999Seconds();

  /** The time that the slowest of the forces of the log took, in seconds. */
  @Description("The time that the slowest of the forces of the log took, in seconds")
  double getSyncLatencyMaxSeconds();

  /** The time that all forces of the log took together, in seconds. */
  @Description("The time that all forces of the log took together, in seconds")
  double getSyncLatencySecondsTotal();

  /** What it is and all its statistics, by the names that they have in Java. */
  @Operation(Effect.READS)
  @Description("What it is and all its statistics, by the names that they have in Java")
  Map<String, String> info();

  /**
   * Writes the present state into the database file, then hands log to the archive and gives up log
   * that nobody needs.
   */
  @Operation(Effect.SAFE)
  @Description(
      "Writes the present state into the database file, then hands log to the archive and gives up"
          + " log that nobody needs")
  OperationStatus checkpoint();

  /** Starts a checkpoint and returns the id of the operation. */
  @Operation(Effect.SAFE)
  @Description("Starts a checkpoint and returns the id of the operation")
  long startCheckpoint();

  /** Looks at every page and all of the log, and tells what is wrong. */
  @Operation(Effect.INSPECTS)
  @Description("Looks at every page and all of the log, and tells what is wrong")
  OperationStatus check();

  /** Starts a check and returns the id of the operation. */
  @Operation(Effect.INSPECTS)
  @Description("Starts a check and returns the id of the operation")
  long startCheck();

  /**
   * Rewrites the database into a file without free pages, while it is in use; needs room for both.
   */
  @Operation(Effect.SAFE)
  @Description(
      "Rewrites the database into a file without free pages, while it is in use; needs room for"
          + " both")
  OperationStatus compact();

  /** Starts a compaction and returns the id of the operation. */
  @Operation(Effect.SAFE)
  @Description("Starts a compaction and returns the id of the operation")
  long startCompact();

  /**
   * Ends the following of a primary: the database begins a generation of its own and takes commits.
   */
  @Operation(Effect.IRREVERSIBLE)
  @Description(
      "Ends the following of a primary: the database begins a generation of its own and takes"
          + " commits")
  OperationStatus promote(
      @Name("confirmation")
          @Description("The name of the database once more, as in the name of this bean")
          String confirmation);
}
