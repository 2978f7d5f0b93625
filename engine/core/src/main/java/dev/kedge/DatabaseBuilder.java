package dev.kedge;

import dev.kedge.internal.io.LocalStorage;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.store.Store;
import dev.kedge.spi.DatabaseObserver;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Opens a database with settings of one's own. A setting outside its range is refused by {@link
 * #open} and {@link #build} with an {@link IllegalArgumentException} that names it.
 *
 * <p>Used by one thread.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public final class DatabaseBuilder {

  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;
  private static final long GIB = 1 << 30;

  private final Path path;
  private Storage storage = LocalStorage.INSTANCE;
  private boolean background = true;
  private int pageSize = 8192;
  private Durability durability = Durability.FULL;
  private Duration normalSyncInterval = Duration.ofMillis(100);
  private long dirtyBytes = defaultDirtyBytes();
  private long checkpointLogBytes = 64 * MIB;
  private Duration checkpointInterval = Duration.ofMinutes(5);
  private boolean readReplica;
  private boolean readOnly;
  private boolean observed = true;
  private @Nullable WalArchive walArchive;
  private Duration archiveTimeout = Duration.ofMinutes(1);
  private long archiveLimitBytes = 4 * GIB;
  private OverflowPolicy archiveOverflow = OverflowPolicy.BLOCK;
  private Duration closeTimeout = Duration.ofSeconds(10);
  private long logRetentionBytes = 16 * MIB;
  private Duration logRetentionTime = Duration.ZERO;
  private long logSegmentBytes = MIB;
  private int maxKeyBytes;
  private int maxValueBytes = (int) (64 * MIB);
  private long maxTransactionBytes = 256 * MIB;
  private DatabaseListener listener = DatabaseListener.NONE;
  private InstantSource clock = Clock.systemUTC();

  DatabaseBuilder(Path path) {
    this.path = path;
  }

  private static long defaultDirtyBytes() {
    return Math.max(4 * MIB, Runtime.getRuntime().maxMemory() / 8);
  }

  /**
   * Bytes of a page: a power of two from 4096 to 65536, 8192 unless set. It counts only when the
   * file is created. Larger pages suit larger values and scans, smaller ones random writes.
   */
  public DatabaseBuilder pageSize(int bytes) {
    this.pageSize = bytes;
    return this;
  }

  /** What a commit waits for before it returns, {@link Durability#FULL} unless set. */
  public DatabaseBuilder durability(Durability level) {
    this.durability = Objects.requireNonNull(level, "durability");
    return this;
  }

  /**
   * The longest time until a commit of {@link Durability#NORMAL} is forced: 1 ms to 1 minute, 100
   * ms unless set. A power cut can lose as much.
   */
  public DatabaseBuilder normalSyncInterval(Duration interval) {
    this.normalSyncInterval = Objects.requireNonNull(interval, "normalSyncInterval");
    return this;
  }

  /**
   * Heap for changes that no checkpoint has written yet: from 1 MiB to three quarters of the
   * maximum heap, an eighth of it unless set. At half of it a checkpoint begins, from three
   * quarters on commits slow down, and at all of it they wait for the checkpoint.
   */
  public DatabaseBuilder dirtyBytes(long bytes) {
    this.dirtyBytes = bytes;
    return this;
  }

  /**
   * How much log makes a checkpoint due: 64 KiB to 64 GiB, 64 MiB unless set. Opening after a crash
   * replays about as much at the most.
   */
  public DatabaseBuilder checkpointLogBytes(long bytes) {
    this.checkpointLogBytes = bytes;
    return this;
  }

  /**
   * After what time a checkpoint is due if there is anything new: 1 second to 1 day, 5 minutes
   * unless set.
   */
  public DatabaseBuilder checkpointInterval(Duration interval) {
    this.checkpointInterval = Objects.requireNonNull(interval, "checkpointInterval");
    return this;
  }

  /**
   * Whether the database is a read replica: it takes the log that a primary ships, at the primary's
   * versions, and refuses commits of its own until it is promoted. It begins as a restored backup
   * of the primary. Not a replica unless set.
   */
  public DatabaseBuilder readReplica(boolean replica) {
    this.readReplica = replica;
    return this;
  }

  /**
   * Whether the database is opened without changing any of its files, also from media that can't be
   * written. Commits after the last checkpoint are read from the log into the heap. Not read-only
   * unless set.
   */
  public DatabaseBuilder readOnly(boolean only) {
    this.readOnly = only;
    return this;
  }

  /**
   * Whether every {@link DatabaseObserver} hears of the database, as those that make it manageable.
   * It is, unless set: a copy that is opened only to be looked at is nothing to operate.
   */
  public DatabaseBuilder observed(boolean shown) {
    this.observed = shown;
    return this;
  }

  /**
   * What gets every range of the log before it is discarded, for example {@link
   * WalArchive#directory}. Log that it has not accepted is kept. None unless set.
   */
  public DatabaseBuilder walArchive(WalArchive archive) {
    this.walArchive = archive;
    return this;
  }

  /**
   * How long the archive may take for one range before it is interrupted and the attempt counts as
   * failed: 1 ms to 1 day, 1 minute unless set.
   */
  public DatabaseBuilder archiveTimeout(Duration timeout) {
    this.archiveTimeout = Objects.requireNonNull(timeout, "archiveTimeout");
    return this;
  }

  /**
   * How much log is kept for an archive that does not accept it, in bytes: 1 MiB to 2^60, 4 GiB
   * unless set. Beyond it, {@link OverflowPolicy#BLOCK} makes writers wait until the archive works
   * again, and {@link OverflowPolicy#DROP} discards the log and reports the hole.
   */
  public DatabaseBuilder archiveLimit(long bytes, OverflowPolicy policy) {
    this.archiveLimitBytes = bytes;
    this.archiveOverflow = Objects.requireNonNull(policy, "archiveLimit policy");
    return this;
  }

  /**
   * How long closing waits for the archive to take the rest of the log: 0 to 1 hour, 10 seconds
   * unless set. What it has not taken stays in the log and is offered after the next open.
   */
  public DatabaseBuilder closeTimeout(Duration timeout) {
    this.closeTimeout = Objects.requireNonNull(timeout, "closeTimeout");
    return this;
  }

  /**
   * How much log that nobody needs any more is kept as history, so that replicas can catch up: 0 to
   * 2^60 bytes, 16 MiB unless set. At least the newest segment stays.
   */
  public DatabaseBuilder logRetentionBytes(long bytes) {
    this.logRetentionBytes = bytes;
    return this;
  }

  /**
   * The age at which history goes even if it is within {@link #logRetentionBytes}: zero for no such
   * bound, which it is unless set, or up to 3650 days.
   */
  public DatabaseBuilder logRetentionTime(Duration age) {
    this.logRetentionTime = Objects.requireNonNull(age, "logRetentionTime");
    return this;
  }

  /**
   * Bytes of the first log segment, which is allocated in advance; each next one is twice as large,
   * up to 16 times: 64 KiB to 64 MiB, 1 MiB unless set.
   */
  public DatabaseBuilder logSegmentBytes(long bytes) {
    this.logSegmentBytes = bytes;
    return this;
  }

  /**
   * The longest key in bytes: 1 up to a quarter of a page less 64 (1984 with pages of 8 KiB), and
   * unless set 1024, or that quarter if it is less. In a file that was created with smaller pages,
   * theirs count.
   */
  public DatabaseBuilder maxKeyBytes(int bytes) {
    this.maxKeyBytes = bytes;
    return this;
  }

  /** The longest value in bytes: 0 to 1 GiB, 64 MiB unless set. A value is held in memory whole. */
  public DatabaseBuilder maxValueBytes(int bytes) {
    this.maxValueBytes = bytes;
    return this;
  }

  /**
   * The most that the operations of one transaction may take in the log, in bytes: 64 KiB to 1 GiB,
   * 256 MiB unless set. A transaction needs a few times its size of heap, on replicas too.
   */
  public DatabaseBuilder maxTransactionBytes(long bytes) {
    this.maxTransactionBytes = bytes;
    return this;
  }

  /** Who is told what happens; nobody unless set. */
  public DatabaseBuilder listener(DatabaseListener newListener) {
    this.listener = Objects.requireNonNull(newListener, "listener");
    return this;
  }

  /** Where commit times come from; the system's clock unless set. */
  public DatabaseBuilder clock(InstantSource newClock) {
    this.clock = Objects.requireNonNull(newClock, "clock");
    return this;
  }

  /** Puts another file system beneath, for tests. */
  DatabaseBuilder storage(Storage newStorage) {
    this.storage = newStorage;
    return this;
  }

  /** Whether threads of the engine do what is due; without them, commits do it, for tests. */
  DatabaseBuilder background(boolean threads) {
    this.background = threads;
    return this;
  }

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of its range, or two contradict each other
   */
  public DatabaseOptions build() {
    inRange("pageSize", pageSize, 4096, 65536);
    if (Integer.bitCount(pageSize) != 1) {
      throw new IllegalArgumentException("pageSize is " + pageSize + " and must be a power of two");
    }
    inRange("normalSyncInterval", normalSyncInterval, Duration.ofMillis(1), Duration.ofMinutes(1));
    inRange("dirtyBytes", dirtyBytes, MIB, Runtime.getRuntime().maxMemory() / 4 * 3);
    inRange("checkpointLogBytes", checkpointLogBytes, 64 * KIB, 64 * GIB);
    inRange("checkpointInterval", checkpointInterval, Duration.ofSeconds(1), Duration.ofDays(1));
    inRange("archiveTimeout", archiveTimeout, Duration.ofMillis(1), Duration.ofDays(1));
    inRange("archiveLimit", archiveLimitBytes, MIB, 1L << 60);
    inRange("closeTimeout", closeTimeout, Duration.ZERO, Duration.ofHours(1));
    inRange("logRetentionBytes", logRetentionBytes, 0, 1L << 60);
    inRange("logRetentionTime", logRetentionTime, Duration.ZERO, Duration.ofDays(3650));
    inRange("logSegmentBytes", logSegmentBytes, 64 * KIB, 64 * MIB);
    int longestKey = DatabaseOptions.longestKey(pageSize);
    int keyBytes = maxKeyBytes == 0 ? Math.min(1024, longestKey) : maxKeyBytes;
    inRange("maxKeyBytes", keyBytes, 1, longestKey);
    inRange("maxValueBytes", maxValueBytes, 0, GIB);
    inRange("maxTransactionBytes", maxTransactionBytes, 64 * KIB, GIB);
    if (readOnly && (readReplica || walArchive != null)) {
      throw new IllegalArgumentException(
          "readOnly contradicts readReplica and walArchive: a read-only database writes nothing");
    }
    return new DatabaseOptions(
        pageSize,
        durability,
        normalSyncInterval,
        dirtyBytes,
        checkpointLogBytes,
        checkpointInterval,
        readReplica,
        readOnly,
        walArchive,
        archiveTimeout,
        archiveLimitBytes,
        archiveOverflow,
        closeTimeout,
        logRetentionBytes,
        logRetentionTime,
        logSegmentBytes,
        keyBytes,
        maxValueBytes,
        maxTransactionBytes,
        listener,
        clock);
  }

  private static void inRange(String name, long value, long least, long most) {
    require(value >= least && value <= most, name, value, least, most);
  }

  private static void inRange(String name, Duration value, Duration least, Duration most) {
    boolean valid = value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    require(valid, name, value, least, most);
  }

  private static void require(boolean valid, String name, Object value, Object least, Object most) {
    if (!valid) {
      throw new IllegalArgumentException(
          name + " is " + value + " and must be from " + least + " to " + most);
    }
  }

  /**
   * Opens the database, and creates it if neither the file nor its log folder is there.
   *
   * @throws IllegalArgumentException if a setting is refused, see {@link #build}, or the archive is
   *     in the log folder
   * @throws DatabaseLockedException if it is open already, in this process or another
   * @throws CorruptionException if a file is damaged or missing
   * @throws FormatVersionException if a later Kedge wrote it
   * @throws StorageException if a file can't be read or written
   */
  public Database open() {
    if (walArchive instanceof DirectoryArchive archive) {
      archive.requireOutside(path);
    }
    Store store = Store.open(storage, path, build(), background);
    Database database = new Database(store);
    if (observed) {
      new Observers(DatabaseObserver.class.getClassLoader()).tell(database, store::addListener);
    }
    return database;
  }
}
