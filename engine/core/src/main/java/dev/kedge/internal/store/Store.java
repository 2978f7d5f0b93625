package dev.kedge.internal.store;

import dev.kedge.Ancestor;
import dev.kedge.CheckpointResult;
import dev.kedge.Commit;
import dev.kedge.CompactResult;
import dev.kedge.DatabaseListener;
import dev.kedge.DatabaseOptions;
import dev.kedge.DatabaseStats;
import dev.kedge.Durability;
import dev.kedge.Holds;
import dev.kedge.KedgeException;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.ReadOnlyDatabaseException;
import dev.kedge.Role;
import dev.kedge.internal.btree.TreeEdit;
import dev.kedge.internal.btree.TreeReader;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.page.Meta;
import dev.kedge.internal.page.PageAllocator;
import dev.kedge.internal.page.PageFile;
import dev.kedge.internal.wal.Log;
import dev.kedge.internal.wal.LogCursor;
import dev.kedge.internal.wal.Op;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * One open database: holds its parts together, and the state that is published.
 *
 * <p>Two locks: whoever holds the <em>checkpoint lock</em> writes the page file; whoever holds the
 * <em>commit lock</em> appends to the log, publishes and writes meta pages. A thread that takes
 * both takes the checkpoint lock first. Readers take neither.
 */
public final class Store implements AutoCloseable {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final StoreFiles files;
  private final DatabaseOptions options;
  private final Notifier notifier;
  private final Fence fence;
  private final Limits limits;
  private final StoreStats stats = new StoreStats();
  private final ReaderRegistry readers = new ReaderRegistry();
  private final RetiredFiles retired = new RetiredFiles();
  private final ReentrantLock commitLock = new ReentrantLock(true);
  private final ReentrantLock checkpointLock = new ReentrantLock(true);
  private final CommitClock clock;
  private final ReentrantReadWriteLock maintenance = new ReentrantReadWriteLock(true);
  private final Log log;
  private final LogKeeper keeper;
  private final Checkpointer checkpointer;
  private final CommitQueue queue;
  private final Committer committer;
  private final ConflictLog conflicts;
  private final Throttle throttle;
  private final Applier applier;
  private final Background background;
  private volatile Space space;
  private volatile Published published;
  private volatile boolean writesRefused;
  private boolean forkBegun;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final List<Runnable> commitActions = new CopyOnWriteArrayList<>();

  Store(StoreFiles files, DatabaseOptions options, OpenedFiles opened, boolean withThreads) {
    this.files = files;
    this.options = options;
    this.limits = new Limits(options, opened.pages().pageSize());
    this.notifier = new Notifier(options.listener());
    this.fence = new Fence(files.database(), notifier);
    this.clock = new CommitClock(options.clock(), notifier);
    this.space = new Space(opened.pages(), opened.allocator());
    this.log = opened.log();
    this.published = opened.recovered();
    this.writesRefused = options.readOnly() || options.readReplica();
    this.conflicts = new ConflictLog(published.version());
    this.throttle = new Throttle(this, options.dirtyBytes(), opened.pages().pageSize());
    throttle.adaptTo(opened.allocator().livePages());
    this.keeper = new LogKeeper(this, opened.instance());
    this.checkpointer = new Checkpointer(this);
    this.committer = new Committer(this);
    this.queue = new CommitQueue(committer::commit);
    this.applier = new Applier(this);
    this.background = new Background(this, withThreads && !options.readOnly());
  }

  /** Opens a database; see {@code dev.kedge.DatabaseBuilder#open}. */
  public static Store open(
      Storage storage, Path path, DatabaseOptions options, boolean withThreads) {
    return new StoreOpener(storage, path, options).open(withThreads);
  }

  /** A random generation, never 0. */
  static long newGeneration() {
    long generation;
    do {
      generation = RANDOM.nextLong();
    } while (generation == 0);
    return generation;
  }

  /** The page file, and what is free in it. */
  record Space(PageFile pages, PageAllocator allocator) {}

  /** Refuses use after it was closed. */
  public void checkOpen() {
    fence.checkOpen();
  }

  // Reading.

  /** A copy of a value, or null. */
  public byte @Nullable [] get(byte[] key) {
    fence.checkOpen();
    int slot = readers.enter(published.version());
    try {
      Published state = published;
      return TreeReader.get(state.pages(), state.root(), key);
    } catch (InternalError e) {
      throw mapFailed(e);
    } finally {
      readers.leave(slot);
    }
  }

  /** Whether a key is there. */
  public boolean exists(byte[] key) {
    fence.checkOpen();
    int slot = readers.enter(published.version());
    try {
      Published state = published;
      return TreeReader.contains(state.pages(), state.root(), key);
    } catch (InternalError e) {
      throw mapFailed(e);
    } finally {
      readers.leave(slot);
    }
  }

  /** A mapped page could not be delivered: fences, and gives the error to throw. */
  RuntimeException mapFailed(InternalError error) {
    fence.raise(error);
    return Failures.typed(error, path());
  }

  /** Pins the state of now. */
  public StoreSnapshot snapshot() {
    fence.checkOpen();
    return new StoreSnapshot(this, readers.pin(() -> published));
  }

  // Writing.

  /** Commits operations that depend on nothing read. */
  public Commit write(List<Op> ops, Durability durability) {
    admit();
    return queue.submit(PendingCommit.blind(ops, durability));
  }

  /** Commits what a transaction wrote that read the state of {@code snapshot}. */
  Commit write(List<Op> ops, Durability durability, long snapshot, WriteSet writes) {
    admit();
    return queue.submit(PendingCommit.of(ops, durability, snapshot, writes));
  }

  /** Commits operations that have not been checked against the limits yet. */
  public Commit writeChecked(List<Op> ops, long bytes, Durability durability) {
    limits.checkTransaction(bytes);
    ops.forEach(limits::check);
    if (ops.isEmpty()) {
      checkCommits();
      Published state = published;
      return new Commit(state.version(), Micros.instant(state.timeMicros()));
    }
    return write(ops, durability);
  }

  /** Begins a transaction on the state of now. */
  public StoreTransaction beginTransaction() {
    checkCommits();
    return new StoreTransaction(this);
  }

  private void admit() {
    checkCommits();
    throttle.await();
    keeper.awaitArchive();
    background.beforeCommit();
  }

  /** Refuses commits where there can be none: closed, a replica or read-only, fenced. */
  public void checkCommits() {
    fence.checkOpen();
    checkPrimary();
    fence.checkWritable();
  }

  private void checkPrimary() {
    if (writesRefused) {
      throw new ReadOnlyDatabaseException(
          options.readOnly()
              ? path() + " was opened read-only"
              : path() + " is a read replica: it takes commits from its primary until promoted");
    }
  }

  /**
   * Before the first commit of a copy or a former replica: makes the log begin a new generation
   * with it. Called under the commit lock.
   */
  void beginOwnGeneration() {
    long current = published.generation();
    if (forkBegun || !keeper.mustFork(current)) {
      return;
    }
    keeper.becomePrimary(current);
    log.beginGeneration(newGeneration());
    forkBegun = true;
  }

  /** Makes it durable that the log is needed from now on. Called under the commit lock. */
  void markLogRequired() {
    Meta newest = pages().metas().newest();
    if (!newest.logRequired()) {
      writeMeta(newest.next(true));
    }
  }

  /** Writes a meta page; a failure fences, as nobody knows then what it says. */
  void writeMeta(Meta meta) {
    try {
      pages().writeMeta(meta);
    } catch (RuntimeException | Error e) {
      fence.raise(e);
      throw e;
    }
  }

  /** Forces the log, and fences if that fails. */
  void forceLog() {
    SyncEvent event = new SyncEvent();
    event.begin();
    long start = System.nanoTime();
    try {
      log.force();
    } catch (KedgeException e) {
      fence.raise(e);
      throw e;
    }
    stats.syncs.increment();
    stats.syncLatency.record(System.nanoTime() - start);
    event.commit();
  }

  /** Makes every commit so far durable; see {@code dev.kedge.Database#force}. */
  public void force() {
    fence.checkOpen();
    if (!options.readOnly() && log.forcedVersion() < published.version()) {
      fence.checkWritable();
      forceLog();
    }
  }

  /** Lets everybody see a new state. Called under the commit lock. */
  void publish(Published next, TreeEdit edit) {
    published = next;
    forkBegun = false;
    throttle.add(edit.heapBytes(), edit.changedPages());
    background.afterPublish();
    commitActions.forEach(Runnable::run);
  }

  /** Has something done with each publication from now on. */
  public void addCommitAction(Runnable action) {
    commitActions.add(action);
  }

  /** Takes a commit action back. */
  public void removeCommitAction(Runnable action) {
    commitActions.remove(action);
  }

  /** Notes that commits wait to be forced within the interval, or only with a checkpoint. */
  void noteUnforced(boolean withinInterval) {
    if (withinInterval) {
      background.wantSync();
    }
  }

  // Maintenance.

  /** Makes a checkpoint, then archives its log and gives up what nobody needs. */
  public CheckpointResult checkpoint() {
    checkWritableMaintenance();
    CheckpointResult result = checkpoint(false);
    if (result.pagesWritten() == 0) {
      keeper.raiseOlderMeta();
    }
    keeper.afterCheckpoint(options.archiveTimeout());
    return result;
  }

  /** As {@link #checkpoint()}, but waits for no archive. */
  void checkpointOnly() {
    checkWritableMaintenance();
    checkpoint(false);
    keeper.afterCheckpointOnly();
  }

  /** Archives what checkpoints have made needless, and gives it up. */
  void archive() {
    keeper.afterCheckpoint(options.archiveTimeout());
  }

  /** Makes a checkpoint, and leaves the log alone. */
  CheckpointResult checkpoint(boolean bothMetas) {
    checkpointLock.lock();
    try {
      retired.closeUnread(readers);
      return checkpointer.write(bothMetas);
    } finally {
      checkpointLock.unlock();
    }
  }

  /** Replaces the page file by one without free pages; see {@code dev.kedge.Database#compact}. */
  public CompactResult compact(ProgressListener listener) {
    checkWritableMaintenance();
    return new Compactor(this, listener).run();
  }

  /** Refuses what writes to files, though not commits, where nothing may be written. */
  void checkWritableMaintenance() {
    fence.checkOpen();
    if (options.readOnly()) {
      checkPrimary();
    }
    fence.checkWritable();
  }

  /** Takes the database out of its history; see {@code dev.kedge.Database#promote}. */
  public Position promote() {
    checkWritableMaintenance();
    applier.lock().lock();
    checkpointLock.lock();
    try {
      checkpointer.write(true);
      commitLock.lock();
      try {
        Published before = published;
        if (keeper.mustFork(before.generation())) {
          keeper.becomePrimary(before.generation());
          forkNow(before);
        }
        writesRefused = false;
        return published.position();
      } finally {
        commitLock.unlock();
      }
    } finally {
      checkpointLock.unlock();
      applier.lock().unlock();
    }
  }

  private void forkNow(Published before) {
    // A commit since the checkpoint would have forked already, so the meta pages are at the
    // published version.
    Published child = before.inGeneration(newGeneration());
    Meta newest = pages().metas().newest();
    Meta forked = newest.inGeneration(child.generation(), child.ancestors());
    writeMeta(forked.next(false));
    writeMeta(pages().metas().newest().next(false));
    log.beginGeneration(child.generation());
    published = child;
    forkBegun = true;
    notifier.tell(on -> on.onGenerationForked(before.position(), child.generation()));
  }

  // Parts, for each other.

  StoreFiles files() {
    return files;
  }

  /** The database file. */
  public Path path() {
    return files.database();
  }

  /** The settings it was opened with. */
  public DatabaseOptions options() {
    return options;
  }

  /** The state that new readers see. */
  Published published() {
    return published;
  }

  /** The last commit. */
  public Position position() {
    return published.position();
  }

  /** The generations before the present one, oldest first. */
  public List<Ancestor> ancestors() {
    return published.ancestors();
  }

  /** Identifies this copy among all others. */
  public long instance() {
    return keeper.instance();
  }

  /** The history checksum after a version, if it is known. */
  public OptionalLong historyChecksum(long version) {
    fence.checkOpen();
    Published state = published;
    return version == state.version() ? OptionalLong.of(state.history()) : log.historyAt(version);
  }

  /** Whether this copy was last used as a read replica. */
  public boolean isRememberedReplica() {
    return keeper.isReplica();
  }

  /** What it has and has done. */
  public DatabaseStats readStats() {
    fence.checkOpen();
    return StatsReader.read(this);
  }

  /** Tells one more listener what happens from now on. */
  public void addListener(DatabaseListener listener) {
    notifier.add(listener);
  }

  /** The log holds. */
  public Holds holds() {
    return keeper.holds();
  }

  /** A cursor over the log from a version on. */
  public LogCursor readLog(long fromVersion) {
    fence.checkOpen();
    if (fromVersion < 1) {
      throw new IllegalArgumentException("versions begin at 1: " + fromVersion);
    }
    return log.read(fromVersion - 1);
  }

  /** The bounds on keys, values and transactions. */
  public Limits limits() {
    return limits;
  }

  /** Whether the database follows a primary. */
  public Role role() {
    return options.readReplica() && writesRefused ? Role.REPLICA : Role.PRIMARY;
  }

  Notifier notifier() {
    return notifier;
  }

  Fence fence() {
    return fence;
  }

  StoreStats stats() {
    return stats;
  }

  ReaderRegistry readers() {
    return readers;
  }

  ReentrantLock commitLock() {
    return commitLock;
  }

  ReentrantLock checkpointLock() {
    return checkpointLock;
  }

  CommitClock clock() {
    return clock;
  }

  /** Held shared by operations that read the file at length, exclusively while it is replaced. */
  ReentrantReadWriteLock maintenance() {
    return maintenance;
  }

  PageFile pages() {
    return space.pages();
  }

  PageAllocator allocator() {
    return space.allocator();
  }

  /** Goes over to another file that has the published state. Called with all locks. */
  void replace(PageFile fresh, PageAllocator itsAllocator) {
    retired.add(space.pages(), published.version());
    space = new Space(fresh, itsAllocator);
    published = published.in(fresh);
    throttle.subtract(throttle.dirty());
    throttle.adaptTo(itsAllocator.pageCount());
    retired.closeUnread(readers);
  }

  Log log() {
    return log;
  }

  LogKeeper keeper() {
    return keeper;
  }

  Checkpointer checkpointer() {
    return checkpointer;
  }

  Committer committer() {
    return committer;
  }

  ConflictLog conflicts() {
    return conflicts;
  }

  Throttle throttle() {
    return throttle;
  }

  /** Applies shipped log. */
  public Applier applier() {
    return applier;
  }

  Background background() {
    return background;
  }

  /** Begins the work in the background, once recovered. */
  void start() {
    background.start();
  }

  /**
   * Ends all work, checkpoints, and closes the files. Readers that still use it get an error, never
   * wrong data. A second call does nothing.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    notifier.tell(DatabaseListener::onClosing);
    background.close();
    try {
      if (!options.readOnly() && !fence.isRaised()) {
        checkpoint(true);
        keeper.afterLastCheckpoint();
      }
    } finally {
      closeParts();
    }
  }

  private void closeParts() {
    checkpointLock.lock();
    commitLock.lock();
    try {
      fence.close();
      log.close();
      pages().close();
      retired.close();
    } finally {
      commitLock.unlock();
      checkpointLock.unlock();
      files.unlock();
    }
  }
}
