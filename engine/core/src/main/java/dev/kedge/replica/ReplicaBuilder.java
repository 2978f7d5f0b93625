package dev.kedge.replica;

import dev.kedge.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes a replica with settings of one's own. A setting outside its range is refused by {@link
 * #build} with an {@link IllegalArgumentException} that names it.
 *
 * <p>Used by one thread.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public final class ReplicaBuilder {

  private static final int MAX_NAME = 50;
  private static final Duration LONGEST = Duration.ofDays(36500);

  private final Database database;
  private final ReplicaClient client;
  private String name = "main";
  private boolean monitorEnabled = true;
  private boolean takeOver;
  private Duration syncInterval = Duration.ofSeconds(1);
  private int segmentBytes = 4 << 20;
  private long holdBytes = 1L << 30;
  private Duration heartbeatInterval = Duration.ofMinutes(1);
  private Duration snapshotInterval = Duration.ZERO;
  private Duration retention = Duration.ofDays(1);
  private Duration retentionInterval = Duration.ofHours(1);
  private int minimumSnapshots = 1;
  private Duration validationInterval = Duration.ZERO;
  private @Nullable Path scratchDirectory;
  private long scratchBytes = 16L << 30;
  private Duration stallAlarm = Duration.ofMinutes(5);
  private Duration stopTimeout = Duration.ofSeconds(30);
  private ReplicaListener listener = ReplicaListener.NONE;
  private InstantSource clock;

  ReplicaBuilder(Database database, ReplicaClient client) {
    this.database = database;
    this.client = client;
    this.clock = database.options().clock();
  }

  /**
   * Names it among the replicas of its database: 1 to 50 letters, digits, dots, underscores and
   * dashes; {@code main} unless set. Under that name the log is kept for it across restarts, by the
   * log hold {@code replica.<name>}: two of one name would give up each other's log.
   */
  public ReplicaBuilder name(String newName) {
    name = newName;
    return this;
  }

  /**
   * Whether its loops run once it is started, which they do unless set. Without, all is done by
   * calls: {@code sync}, {@code snapshot}, {@code enforceRetention}, {@code validate}.
   */
  public ReplicaBuilder monitorEnabled(boolean enabled) {
    monitorEnabled = enabled;
    return this;
  }

  /**
   * Whether it may take the destination from another instance that wrote to it: after a restore, or
   * when a follower was promoted. That writer is stopped. Not unless set.
   */
  public ReplicaBuilder takeOver(boolean allowed) {
    takeOver = allowed;
    return this;
  }

  /** How often it looks for new commits: 1 ms to 1 day, 1 second unless set. */
  public ReplicaBuilder syncInterval(Duration interval) {
    syncInterval = interval;
    return this;
  }

  /**
   * About how much log goes into one segment, before it is compressed: 4 KiB to 64 MiB, 4 MiB
   * unless set. A segment is held in memory whole, and a larger commit is a segment of its own.
   */
  public ReplicaBuilder segmentBytes(int bytes) {
    segmentBytes = bytes;
    return this;
  }

  /**
   * How much log is kept for the destination while it can't be reached: 64 KiB to 2^60 bytes, 1 GiB
   * unless set. Beyond it log is given up: a new snapshot follows, and a hole stays. It must be
   * more than what is written while a snapshot is stored.
   */
  public ReplicaBuilder holdBytes(long bytes) {
    holdBytes = bytes;
    return this;
  }

  /**
   * How often it writes a heartbeat, from which followers know their lag, and restores what must be
   * there: 1 second to 1 day, or zero for never; 1 minute unless set. Without the loops a sync, a
   * snapshot and a validation leave one, unless it is zero.
   */
  public ReplicaBuilder heartbeatInterval(Duration interval) {
    heartbeatInterval = interval;
    return this;
  }

  /**
   * How old the newest snapshot may get before another is made, if there is anything new: 1 second
   * to 36500 days, or zero for no limit, which it is unless set.
   */
  public ReplicaBuilder snapshotInterval(Duration interval) {
    snapshotInterval = interval;
    return this;
  }

  /** How far back states stay restorable: 1 second to 36500 days, 1 day unless set. */
  public ReplicaBuilder retention(Duration age) {
    retention = age;
    return this;
  }

  /** How often what is older than that is deleted: 1 second to 36500 days, 1 hour unless set. */
  public ReplicaBuilder retentionInterval(Duration interval) {
    retentionInterval = interval;
    return this;
  }

  /** How many snapshots stay at least, whatever their age: 1 to 10000, 1 unless set. */
  public ReplicaBuilder minimumSnapshots(int count) {
    minimumSnapshots = count;
    return this;
  }

  /**
   * How often the destination is validated by restoring it: 1 second to 36500 days, or zero for
   * never, which it is unless set.
   */
  public ReplicaBuilder validationInterval(Duration interval) {
    validationInterval = interval;
    return this;
  }

  /**
   * Where it is restored to for validation, and how large that may become: a directory of its own,
   * created if its parent exists, and at least 1 MiB. Unless set {@code <database>.validate-<name>}
   * and 16 GiB.
   */
  public ReplicaBuilder scratch(Path directory, long bytes) {
    scratchDirectory = directory;
    scratchBytes = bytes;
    return this;
  }

  /**
   * For how long commits may be made without one of them being proved before there is an alarm: 1
   * second to 36500 days, 5 minutes unless set.
   */
  public ReplicaBuilder stallAlarm(Duration after) {
    stallAlarm = after;
    return this;
  }

  /**
   * How long stopping it, and so closing the database, waits for what its loops have asked of the
   * destination and for a last sync: 1 ms to 1 day, 30 seconds unless set. Then their threads are
   * interrupted, and given up a second later.
   */
  public ReplicaBuilder stopTimeout(Duration timeout) {
    stopTimeout = timeout;
    return this;
  }

  /** Who is told what happens; nobody unless set. */
  public ReplicaBuilder listener(ReplicaListener newListener) {
    listener = newListener;
    return this;
  }

  /** What tells the time; the database's clock unless set. */
  public ReplicaBuilder clock(InstantSource newClock) {
    clock = newClock;
    return this;
  }

  /**
   * Checks the settings and makes the replica, which does nothing yet.
   *
   * @throws IllegalArgumentException if a setting is out of its range, or the database is open
   *     read-only
   */
  public Replica build() {
    Duration second = Duration.ofSeconds(1);
    if (database.options().readOnly()) {
      throw new IllegalArgumentException(
          database.path() + " is open read-only: its log can't be kept for a replica");
    }
    if (name.length() > MAX_NAME || !name.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException(
          "name is '" + name + "' and must be 1 to 50 letters, digits, dots, underscores, dashes");
    }
    inRange("syncInterval", syncInterval, Duration.ofMillis(1), Duration.ofDays(1));
    inRange("segmentBytes", segmentBytes, 4 << 10, 64 << 20);
    inRange("holdBytes", holdBytes, 64 << 10, 1L << 60);
    inRangeOrZero("heartbeatInterval", heartbeatInterval, Duration.ofDays(1));
    inRangeOrZero("snapshotInterval", snapshotInterval, LONGEST);
    inRange("retention", retention, second, LONGEST);
    inRange("retentionInterval", retentionInterval, second, LONGEST);
    inRange("minimumSnapshots", minimumSnapshots, 1, 10_000);
    inRangeOrZero("validationInterval", validationInterval, LONGEST);
    inRange("scratchBytes", scratchBytes, 1 << 20, Long.MAX_VALUE);
    inRange("stallAlarm", stallAlarm, second, LONGEST);
    inRange("stopTimeout", stopTimeout, Duration.ofMillis(1), Duration.ofDays(1));
    return new Replica(database, client, options());
  }

  private ReplicaOptions options() {
    Path scratch = scratchDirectory;
    return new ReplicaOptions(
        name,
        monitorEnabled,
        takeOver,
        syncInterval,
        segmentBytes,
        holdBytes,
        heartbeatInterval,
        snapshotInterval,
        retention,
        retentionInterval,
        minimumSnapshots,
        validationInterval,
        scratch != null
            ? scratch
            : database.path().resolveSibling(database.path().getFileName() + ".validate-" + name),
        scratchBytes,
        stallAlarm,
        stopTimeout,
        listener,
        clock);
  }

  private static void inRange(String what, long value, long least, long most) {
    require(value >= least && value <= most, what, value, least, most);
  }

  private static void inRange(String what, Duration value, Duration least, Duration most) {
    require(value.compareTo(least) >= 0 && value.compareTo(most) <= 0, what, value, least, most);
  }

  private static void inRangeOrZero(String what, Duration value, Duration most) {
    if (!value.isZero()) {
      inRange(what, value, Duration.ofSeconds(1), most);
    }
  }

  private static void require(boolean valid, String what, Object value, Object least, Object most) {
    if (!valid) {
      throw new IllegalArgumentException(
          what + " is " + value + " and must be from " + least + " to " + most);
    }
  }
}
