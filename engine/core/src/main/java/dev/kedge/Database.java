package dev.kedge;

import dev.kedge.internal.store.ApplyTarget;
import dev.kedge.internal.store.IntegrityCheck;
import dev.kedge.internal.store.LogInput;
import dev.kedge.internal.store.Shipper;
import dev.kedge.internal.store.Store;
import dev.kedge.internal.store.StoreBackup;
import dev.kedge.internal.wal.Op;
import dev.kedge.internal.wal.OpCodec;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A key-value database in one file and its log: ordered keys, transactions, and the operations that
 * keep its content safe elsewhere.
 *
 * <p>A database is open once: in one process, and there in one instance, which all threads share
 * (read-only, as often as one likes, but not beside one that writes); every method may be called
 * from any thread. An interrupt never ends a call and is kept for the caller. After {@link #close}
 * every method throws {@link DatabaseClosedException}, except those that only tell its path,
 * settings, role and last position; after a failure that made what is on disk doubtful every write
 * throws {@link DatabaseFencedException}, and reads go on. A damaged page or segment throws {@link
 * CorruptionException}, a file that can't be read or written {@link StorageException}, wherever it
 * is met.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public final class Database implements ReadView, AutoCloseable {

  private static final int UPDATE_ATTEMPTS = 16;

  private final Store store;
  private final Deque<Runnable> closeActions = new ConcurrentLinkedDeque<>();

  Database(Store store) {
    this.store = store;
  }

  /** Opens a database with all settings as they are unless set, and creates it if it is missing. */
  public static Database open(Path path) {
    return builder(path).open();
  }

  /** Opens a database with settings of one's own. */
  public static DatabaseBuilder builder(Path path) {
    return new DatabaseBuilder(path);
  }

  // Reading.

  @Override
  public byte @Nullable [] get(byte[] key) {
    return store.get(Objects.requireNonNull(key, "key"));
  }

  @Override
  public boolean exists(byte[] key) {
    return store.exists(Objects.requireNonNull(key, "key"));
  }

  @Override
  public Cursor cursor(KeyRange range) {
    return new Cursor(store.snapshot(), true, range);
  }

  /** Takes a snapshot of the database as it is now. */
  public Snapshot snapshot() {
    return new Snapshot(store.snapshot());
  }

  /** Reads one state of the database, and gives what the function makes of it. */
  public <T extends @Nullable Object> T view(Function<Snapshot, T> work) {
    try (Snapshot snapshot = snapshot()) {
      return work.apply(snapshot);
    }
  }

  // Writing.

  /**
   * Sets the value of a key.
   *
   * @return the version and time of the commit
   * @throws LimitExceededException if the key or the value is too large
   * @throws ReadOnlyDatabaseException if this is a read replica or was opened read-only; so does
   *     every other commit
   * @throws StorageFullException if there was no room; nothing is committed, unless its outcome
   *     says that this is unknown
   * @throws DatabaseFencedException if a failure makes further commits impossible; its outcome says
   *     what became of this one
   * @throws KedgeException with whatever else is thrown, by any method that commits, nothing is
   *     committed
   */
  public Commit put(byte[] key, byte[] value) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    return write(Op.put(key.clone(), value.clone()));
  }

  /** Removes a key; it is a commit even if the key is not there. */
  public Commit delete(byte[] key) {
    return write(Op.delete(Objects.requireNonNull(key, "key").clone()));
  }

  /** Removes all keys of a range; its order does not matter. */
  public Commit deleteRange(KeyRange range) {
    return write(Op.deleteRange(range.start(), range.end()));
  }

  private Commit write(Op op) {
    store.limits().check(op);
    store.limits().checkTransaction(OpCodec.encodedLength(op));
    return store.write(List.of(op), store.options().durability());
  }

  /**
   * Commits a batch.
   *
   * @return the version and time of the commit; of an empty batch, those of the last commit
   * @throws LimitExceededException if a key, a value or the batch is too large
   */
  public Commit write(WriteBatch batch) {
    return write(batch, store.options().durability());
  }

  /** Commits a batch with another durability than the database's. */
  public Commit write(WriteBatch batch, Durability durability) {
    return store.writeChecked(List.copyOf(batch.ops()), batch.bytes(), durability);
  }

  /** Begins a transaction; close it, or commit or roll it back. */
  public Transaction begin() {
    return new Transaction(store.beginTransaction());
  }

  /**
   * Runs a transaction and commits it. If it conflicts with another, it is run again, up to 16
   * times in all, on the state that it finds then: the work must not have effects elsewhere. If the
   * work throws, nothing is committed.
   *
   * @return the version and time of the commit
   * @throws ConflictException if it conflicted each time
   */
  public Commit update(Consumer<Transaction> work) {
    for (int attempt = 1; ; attempt++) {
      try (Transaction transaction = begin()) {
        work.accept(transaction);
        return transaction.commit();
      } catch (ConflictException e) {
        if (attempt == UPDATE_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /**
   * Loads entries whose keys ascend. Made for filling a database: entries go in commits of about 1
   * MiB, pages are filled up, and the last commit is durable when it returns. If it fails, what was
   * committed until then stays.
   *
   * @throws IllegalArgumentException if a key is not above the one before
   */
  public BulkLoadResult bulkLoad(Iterator<Entry> entries) {
    store.checkCommits();
    return new BulkLoad(this).run(entries);
  }

  // State.

  /** The database file. */
  public Path path() {
    return store.path();
  }

  /** The last commit. */
  public Position position() {
    return store.position();
  }

  /** Whether it is a primary, or a read replica that has not been promoted. */
  public Role role() {
    return store.role();
  }

  /** The generations that the present one descends from, oldest first; immutable. */
  public List<Ancestor> ancestors() {
    return store.ancestors();
  }

  /**
   * Identifies this copy of the database, file and log folder, among all others: 64 random bits
   * that stay as long as the log folder does.
   */
  public long instance() {
    return store.instance();
  }

  /**
   * The running checksum over the versions, times and operations of all commits through a version,
   * which is the same wherever the history is.
   *
   * @return empty if the log does not know it (any more), or the version is beyond the last
   */
  public OptionalLong historyChecksum(long version) {
    return store.historyChecksum(checkVersion(version));
  }

  /**
   * Whether this copy was last used as a read replica. Opened as a primary, it becomes one for good
   * with its first commit or with {@link #promote}.
   */
  public boolean isRememberedReplica() {
    return store.isRememberedReplica();
  }

  /** The settings it was opened with. */
  public DatabaseOptions options() {
    return store.options();
  }

  /** What it has and has done. */
  public DatabaseStats stats() {
    return store.readStats();
  }

  // Maintenance.

  /**
   * Writes the present state into the database file, then hands log to the archive and gives up log
   * that nobody needs. It is done in the background too; readers and writers go on meanwhile.
   *
   * @throws ArchiveException if the archive did not take the log; the checkpoint is made
   */
  public CheckpointResult checkpoint() {
    return store.checkpoint();
  }

  /**
   * Makes every commit so far durable, whatever durability it was made with. Does nothing if they
   * are, or if the database is read-only.
   *
   * @throws StorageException if that fails; the database is fenced then
   */
  public void force() {
    store.force();
  }

  /** Looks at every page and all of the log; readers and writers go on meanwhile. */
  public CheckResult check() {
    return check(ProgressListener.NONE);
  }

  /** As {@link #check()}; the listener can cancel it. */
  public CheckResult check(ProgressListener listener) {
    return new IntegrityCheck(store).run(listener);
  }

  /**
   * Rewrites the database into a fresh file without free pages, which then takes the place of the
   * old one. Readers and writers go on meanwhile; a running backup or check is waited for. It needs
   * room for the second file.
   *
   * @throws IllegalStateException if called by the progress listener of a backup or check
   */
  public CompactResult compact() {
    return compact(ProgressListener.NONE);
  }

  /**
   * As {@link #compact()}.
   *
   * @param listener hears of entries copied and can cancel it
   */
  public CompactResult compact(ProgressListener listener) {
    return store.compact(listener);
  }

  /**
   * Ends the following of a primary, or makes a copy independent: the database begins a generation
   * of its own, durably, and takes commits. Does nothing on a database that is in its own
   * generation already.
   *
   * @return where it stands now: the new generation, at the version reached
   */
  public Position promote() {
    return store.promote();
  }

  /** The log holds. */
  public Holds holds() {
    return store.holds();
  }

  // Backup, shipping, recovery.

  /**
   * Writes a backup to a stream: one point in time, at least the last commit before the call, while
   * readers and writers go on. The stream is flushed, not closed.
   *
   * @throws CorruptionException if a page is damaged: what was written until then is no backup
   * @throws StorageException if the stream fails; the {@link java.io.IOException} is its cause
   */
  public BackupResult backup(OutputStream out) {
    return backup(out, BackupOptions.PLAIN);
  }

  /**
   * Writes a backup to a stream.
   *
   * @throws OperationCancelledException if the listener cancelled it
   */
  public BackupResult backup(OutputStream out, BackupOptions how) {
    return new StoreBackup(store).write(out, how.compressed(), how.listener());
  }

  /**
   * Writes a backup to a new file, which has its name only once it is whole and durable.
   *
   * @throws TargetExistsException if the file exists
   */
  public BackupResult backup(Path file) {
    return backup(file, BackupOptions.PLAIN);
  }

  /** Writes a backup to a new file. */
  public BackupResult backup(Path file, BackupOptions how) {
    return new StoreBackup(store).write(file, how.compressed(), how.listener());
  }

  /**
   * Writes all durable commits that the log still has to a stream, for a replica. No checkpoint is
   * made, nothing is given up, and it can be done again. The stream is flushed, not closed.
   *
   * @throws StorageException if the stream fails; the {@link java.io.IOException} is its cause
   */
  public ShipResult shipWal(OutputStream out) {
    return new Shipper(store).ship(out, -1, ProgressListener.NONE);
  }

  /**
   * Writes the durable commits after a version to a stream.
   *
   * @throws ReplicaGapException if the log does not reach back to it any more, or not yet so far
   */
  public ShipResult shipWal(OutputStream out, long afterVersion) {
    return shipWal(out, afterVersion, ProgressListener.NONE);
  }

  /**
   * Writes durable commits after a version to a stream, for those who store log in parts: of one
   * generation only, and none more once they take {@code maxBytes} in the log. The stream is
   * flushed, not closed.
   *
   * @param maxBytes at least 1; one commit is shipped whatever it takes
   * @throws ReplicaGapException if the log does not reach back to the version any more, or not yet
   *     so far
   */
  public ShippedRange shipRange(OutputStream out, long afterVersion, long maxBytes) {
    Checks.positive(maxBytes, "maxBytes");
    return new Shipper(store).shipRange(out, checkVersion(afterVersion), maxBytes);
  }

  /**
   * Writes the durable commits after a version to a new file, which has its name only once it is
   * whole and durable.
   *
   * @throws TargetExistsException if the file exists
   */
  public ShipResult shipWal(Path file, long afterVersion) {
    return shipWal(file, afterVersion, ProgressListener.NONE);
  }

  /** As {@link #shipWal(Path, long)}; the listener can cancel it, and there is no file then. */
  public ShipResult shipWal(Path file, long afterVersion, ProgressListener listener) {
    return new Shipper(store).ship(file, checkVersion(afterVersion), listener);
  }

  private static long checkVersion(long version) {
    if (version < 0) {
      throw new IllegalArgumentException("a version is not negative: " + version);
    }
    return version;
  }

  /** As {@link #shipWal(OutputStream, long)}; the listener can cancel it. */
  public ShipResult shipWal(OutputStream out, long afterVersion, ProgressListener listener) {
    return new Shipper(store).ship(out, checkVersion(afterVersion), listener);
  }

  /**
   * Applies shipped log to this read replica, and reads the stream just to the end of that log: it
   * may stay open and carry more. Commits that the replica has are skipped, so a stream can be
   * applied again. What was applied before an error stays and is durable.
   *
   * @throws ReplicaGapException if commits are missing between the replica and the stream
   * @throws GenerationMismatchException if the stream is of another history
   * @throws BackupFormatException if the stream is damaged; it names the version reached
   * @throws IllegalStateException if this is no read replica
   */
  public ApplyResult applyWal(InputStream in) {
    return applyWal(in, ProgressListener.NONE);
  }

  /** As {@link #applyWal(InputStream)}; the listener can cancel it. */
  public ApplyResult applyWal(InputStream in, ProgressListener listener) {
    return store.applier().apply(in, ApplyTarget.END, listener);
  }

  /**
   * Applies shipped log from a file, or all of a directory that {@link WalArchive#directory}
   * filled. Of a directory without any log nothing is applied: see {@link ApplyResult#applied}.
   * Where the archive has more than one generation, the replica's own is followed as far as it
   * goes.
   *
   * @throws ArchiveException if a file of the directory is not what its name says
   */
  public ApplyResult applyWal(Path fileOrDirectory) {
    return applyWal(fileOrDirectory, ProgressListener.NONE);
  }

  /** As {@link #applyWal(Path)}; the listener can cancel it. */
  public ApplyResult applyWal(Path fileOrDirectory, ProgressListener listener) {
    return new LogInput(store, listener).apply(fileOrDirectory, ApplyTarget.END);
  }

  /**
   * Applies shipped log up to a version.
   *
   * @throws RecoveryTargetException if the replica is beyond it already; or if the stream ends
   *     before it, and then the replica is at the stream's end
   */
  public ApplyResult applyWalUntil(InputStream in, long version) {
    return applyWalUntil(in, version, ProgressListener.NONE);
  }

  /** As {@link #applyWalUntil(InputStream, long)}; the listener can cancel it. */
  public ApplyResult applyWalUntil(InputStream in, long version, ProgressListener listener) {
    return store.applier().apply(in, ApplyTarget.version(version), listener);
  }

  /**
   * Applies shipped log up to the last commit at or before an instant. A later commit must be in
   * the stream, as nothing else proves that there is none before the instant.
   *
   * @throws RecoveryTargetException as for a version
   */
  public ApplyResult applyWalUntil(InputStream in, Instant instant) {
    return applyWalUntil(in, instant, ProgressListener.NONE);
  }

  /** As {@link #applyWalUntil(InputStream, Instant)}; the listener can cancel it. */
  public ApplyResult applyWalUntil(InputStream in, Instant instant, ProgressListener listener) {
    return store.applier().apply(in, ApplyTarget.instant(instant), listener);
  }

  /**
   * Applies shipped log up to a version, or up to the last commit at or before an instant,
   * whichever comes first. Of the two only the version must be in the stream.
   *
   * @throws RecoveryTargetException as for a version
   */
  public ApplyResult applyWalUntil(
      InputStream in, long version, Instant instant, ProgressListener listener) {
    return store.applier().apply(in, ApplyTarget.earlier(version, instant), listener);
  }

  /** Applies a file or an archive's directory up to a version. */
  public ApplyResult applyWalUntil(Path fileOrDirectory, long version) {
    return applyWalUntil(fileOrDirectory, version, ProgressListener.NONE);
  }

  /** As {@link #applyWalUntil(Path, long)}; the listener can cancel it. */
  public ApplyResult applyWalUntil(Path fileOrDirectory, long version, ProgressListener listener) {
    return new LogInput(store, listener).apply(fileOrDirectory, ApplyTarget.version(version));
  }

  /** Applies a file or an archive's directory up to the last commit at or before an instant. */
  public ApplyResult applyWalUntil(Path fileOrDirectory, Instant instant) {
    return applyWalUntil(fileOrDirectory, instant, ProgressListener.NONE);
  }

  /** As {@link #applyWalUntil(Path, Instant)}; the listener can cancel it. */
  public ApplyResult applyWalUntil(
      Path fileOrDirectory, Instant instant, ProgressListener listener) {
    return new LogInput(store, listener).apply(fileOrDirectory, ApplyTarget.instant(instant));
  }

  /**
   * Reads commits from the log.
   *
   * @param fromVersion the first commit to read, from 1 to one behind the last
   * @throws ReplicaGapException if the log does not have it any more, or not yet
   */
  public LogReader readLog(long fromVersion) {
    return new LogReader(store, store.readLog(fromVersion));
  }

  /**
   * Has something done before the database closes, while it can still be used: whoever works on it
   * in threads of his own ends them there. What was added last is done first. Once it is done, or
   * taken back with {@link #removeCloseAction}, it is forgotten.
   */
  public void addCloseAction(Runnable action) {
    closeActions.addFirst(action);
  }

  /** Takes a close action back; does nothing if it is not (any more) there. */
  public void removeCloseAction(Runnable action) {
    closeActions.remove(action);
  }

  /**
   * Has something done whenever commits, or shipped log, have changed the database: once for those
   * that became visible together, on the thread that made them so. It must return at once, and not
   * throw.
   */
  public void addCommitAction(Runnable action) {
    store.addCommitAction(action);
  }

  /** Takes a commit action back; does nothing if it is not there. */
  public void removeCommitAction(Runnable action) {
    store.removeCommitAction(action);
  }

  /**
   * Ends what is under way, writes the present state into the database file, offers the rest of the
   * log to the archive, and closes the files. Snapshots, cursors, transactions and log readers that
   * are open can't be used any more. A second call does nothing.
   *
   * @throws StorageException if the last checkpoint failed; the files are closed all the same, no
   *     commit is lost, and the next open replays the log
   */
  @Override
  public void close() {
    try {
      runCloseActions();
    } finally {
      store.close();
    }
  }

  private void runCloseActions() {
    Runnable action = closeActions.pollFirst();
    if (action == null) {
      return;
    }
    try {
      action.run();
    } finally {
      runCloseActions();
    }
  }

  /** Its path, role and position, for people. */
  @Override
  public String toString() {
    return "Database[" + path() + ", " + role() + ", " + position() + "]";
  }
}
