package dev.kedge.jdbc;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The properties of a connection, in a URL ({@code jdbc:kedge:/data/app.kv?durability=NORMAL}), in
 * {@link java.util.Properties}, or set on a {@link KedgeDataSource}. Names are case-sensitive, and
 * one that is not among these is refused, and so is an empty value: leave out what is not to be
 * set. Sizes are bytes, or have KiB, MiB or GiB behind them; durations have ms, s, min, h or d
 * behind them.
 */
public enum KedgeProperty {
  /** Bytes of a page. */
  PAGE_SIZE(
      "pageSize",
      "8192",
      "bytes of a page; counts only when the file is created",
      List.of("4096", "8192", "16384", "32768", "65536")),
  /** What a commit waits for. */
  DURABILITY(
      "durability",
      "FULL",
      "what the commits of this connection wait for",
      List.of("FULL", "NORMAL", "OFF")),
  /** The longest time until a NORMAL commit is forced. */
  NORMAL_SYNC_INTERVAL(
      "normalSyncInterval", "100ms", "the longest time until a NORMAL commit is forced"),
  /** Heap for changes. */
  DIRTY_BYTES("dirtyBytes", "", "heap for what no checkpoint has written; 1/8 of it unless set"),
  /** Log that makes a checkpoint due. */
  CHECKPOINT_LOG_BYTES("checkpointLogBytes", "64MiB", "log that makes a checkpoint due"),
  /** Time that makes a checkpoint due. */
  CHECKPOINT_INTERVAL(
      "checkpointInterval", "5min", "time that makes a checkpoint due, if there is anything new"),
  /** Whether the database follows a primary. */
  READ_REPLICA(
      "readReplica",
      "false",
      "whether it takes only shipped log until promoted; a primary that is opened with it becomes"
          + " a replica, and stays one until then",
      List.of("true", "false")),
  /** Whether nothing is written. */
  READ_ONLY(
      "readOnly",
      "false",
      "whether nothing is written; of a database that is open for writing already, only this"
          + " connection is read-only",
      List.of("true", "false")),
  /** Where log goes before it is discarded. */
  WAL_ARCHIVE(
      "walArchive",
      "",
      "a directory that gets every range of log before it is discarded; made with the first range"
          + " if its parent is there"),
  /** How long the archive may take. */
  ARCHIVE_TIMEOUT("archiveTimeout", "1min", "how long the archive may take for one range"),
  /** How much log is kept for the archive. */
  ARCHIVE_LIMIT_BYTES(
      "archiveLimitBytes", "4GiB", "how much log is kept for an archive that does not take it"),
  /** What happens beyond that. */
  ARCHIVE_OVERFLOW(
      "archiveOverflow",
      "BLOCK",
      "beyond it writers wait, or log is given up and the hole reported",
      List.of("BLOCK", "DROP")),
  /** How long closing waits. */
  CLOSE_TIMEOUT("closeTimeout", "10s", "how long closing waits for the archive"),
  /** Log kept as history. */
  LOG_RETENTION_BYTES("logRetentionBytes", "16MiB", "log kept as history that nobody needs"),
  /** The age at which history goes. */
  LOG_RETENTION_TIME("logRetentionTime", "0s", "the age at which history goes; 0s for no bound"),
  /** Bytes of the first log segment. */
  LOG_SEGMENT_BYTES("logSegmentBytes", "1MiB", "the first log segment"),
  /** The longest key. */
  MAX_KEY_BYTES("maxKeyBytes", "", "the longest key; 1024 unless set, or less with small pages"),
  /** The longest value. */
  MAX_VALUE_BYTES("maxValueBytes", "64MiB", "the longest value"),
  /** The largest transaction. */
  MAX_TRANSACTION_BYTES(
      "maxTransactionBytes", "256MiB", "what one transaction may take in the log"),
  /** Where the database is replicated to. */
  REPLICATE(
      "replicate",
      "",
      "a destination that the database is replicated to, such as file:///backups/app; several as"
          + " name=destination, separated by commas"),
  /** Whether a replica may take its destination from another writer. */
  TAKE_OVER(
      "takeOver",
      "false",
      "whether replicas may take their destinations from another instance that wrote to them",
      List.of("true", "false")),
  /** How often replicas look for new commits. */
  SYNC_INTERVAL("syncInterval", "1s", "how often replicas look for new commits"),
  /** How often replicas tell followers where the database is. */
  HEARTBEAT_INTERVAL(
      "heartbeatInterval", "1min", "how often replicas write a heartbeat; 0s for never"),
  /** How old the newest snapshot of a replica may get. */
  SNAPSHOT_INTERVAL(
      "snapshotInterval",
      "0s",
      "how old the newest snapshot of a replica may get, if there is anything new; 0s for no"
          + " limit"),
  /** How far back states stay restorable from a destination. */
  RETENTION("retention", "1d", "how far back states stay restorable from a destination"),
  /** How often destinations are validated. */
  VALIDATION_INTERVAL(
      "validationInterval",
      "0s",
      "how often destinations are validated by restoring them; 0s for never"),
  /** Log kept for a destination that can't be reached. */
  HOLD_BYTES(
      "holdBytes", "1GiB", "how much log is kept for each destination while it can't be reached"),
  /** How long the engine outlives its connections. */
  CLOSE_DELAY(
      "closeDelay", "0s", "how long the database stays open after its last connection is closed"),
  /** What a missing database is restored from. */
  RESTORE_FROM(
      "restoreFrom",
      "",
      "a backup, or a destination such as file:///backups/app, that the database is restored from"
          + " if neither its file nor its log folder exists"),
  /** Which files statements may name. */
  STATEMENT_FILES(
      "statementFiles",
      "any",
      "which files statements may name: any, off, or a directory that they stay within");

  private final String key;
  private final String defaultValue;
  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
  private final List<String> choices;

  KedgeProperty(String key, String defaultValue, String description) {
    this(key, defaultValue, description, List.of());
  }

  KedgeProperty(String key, String defaultValue, String description, List<String> choices) {
    this.key = key;
    this.defaultValue = defaultValue;
    this.description = description;
    this.choices = choices;
  }

  /** Its name in a URL. */
  public String key() {
    return key;
  }

  /** What it is unless set; empty if that depends, or if there is none. */
  public String defaultValue() {
    return defaultValue;
  }

  /** What it is for, in a line. */
  public String description() {
    return description;
  }

  /** The values it may have; empty if they can't be listed. */
  public List<String> choices() {
    return choices;
  }

  /** The property of that name. */
  public static Optional<KedgeProperty> find(String key) {
    return Arrays.stream(values()).filter(property -> property.key.equals(key)).findFirst();
  }
}
