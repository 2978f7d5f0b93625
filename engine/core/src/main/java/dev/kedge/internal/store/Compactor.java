package dev.kedge.internal.store;

import dev.kedge.CompactResult;
import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import dev.kedge.internal.btree.NodeCheck;
import dev.kedge.internal.btree.TreeCursor;
import dev.kedge.internal.btree.TreeEdit;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.StorageLock;
import dev.kedge.internal.page.Meta;
import dev.kedge.internal.page.PageFile;
import dev.kedge.internal.wal.LogCursor;
import dev.kedge.internal.wal.LogRecord;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Copies the tree of one version, in the order of its keys, into a new file; then, for a moment
 * alone, adds what was committed meanwhile and lets the new file take the name of the old one. A
 * crash before that leaves a temporary file that the next compaction deletes; after it the new file
 * is in every way the database.
 */
final class Compactor {

  /** How much is copied between two writes of the tree. */
  private static final long BATCH_BYTES = 4 << 20;

  /** While more log than this came in the meantime, it is added without stopping anybody. */
  private static final long CATCH_UP_COMMITS = 1000;

  private static final double DELAY_STEP = 1.0 / 16;

  private final Store store;
  private final ProgressListener listener;
  private final Storage storage;
  private final Path temporary;

  Compactor(Store store, ProgressListener listener) {
    this.store = store;
    this.listener = listener;
    this.storage = store.files().storage();
    this.temporary = store.path().resolveSibling(store.path().getFileName() + ".compact.tmp");
  }

  CompactResult run() {
    long start = System.nanoTime();
    if (store.maintenance().getReadHoldCount() > 0) {
      throw new IllegalStateException(
          "a listener of a backup or check can't compact: both would wait for each other");
    }
    store.maintenance().writeLock().lock();
    try {
      storage.delete(temporary);
      long before = store.allocator().pageCount();
      Meta empty = Meta.initial(store.pages().pageSize(), store.published().generation());
      PageFile.create(storage, temporary, sibling(temporary, ".create"), empty);
      PrivateTree copy = PrivateTree.empty(PageFile.open(storage, temporary, true));
      try {
        copyAndInstall(copy);
      } catch (Throwable e) {
        copy.close();
        storage.delete(temporary);
        if (e instanceof InternalError error) {
          throw store.mapFailed(error);
        }
        throw e;
      }
      return new CompactResult(
          store.path(),
          before,
          store.allocator().pageCount(),
          Duration.ofNanos(System.nanoTime() - start));
    } finally {
      store.maintenance().writeLock().unlock();
    }
  }

  private static Path sibling(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private void copyAndInstall(PrivateTree copy) {
    try (LogCursor log = logFromNow()) {
      try (ReaderRegistry.Pin pin = store.readers().pin(store::published)) {
        while (log.version() < pin.state().version()) {
          next(log);
        }
        copyTree(copy, pin.state());
      }
      comeClose(copy, log);
      store.checkpointLock().lock();
      store.commitLock().lock();
      try {
        store.fence().checkWritable();
        catchUp(copy, log, store.published().version());
        install(copy);
      } finally {
        store.commitLock().unlock();
        store.checkpointLock().unlock();
      }
    }
  }

  /**
   * Adds what was committed meanwhile, until little is missing. Where writers are faster, they are
   * slowed down, a little more each time that the distance has not halved.
   */
  private void comeClose(PrivateTree copy, LogCursor log) {
    long distance = store.published().version() - log.version();
    double delay = 0;
    try {
      while (distance > CATCH_UP_COMMITS) {
        catchUp(copy, log, store.published().version());
        long left = store.published().version() - log.version();
        if (left > distance / 2) {
          delay += DELAY_STEP;
          store.throttle().slowDown(delay);
        }
        distance = left;
      }
    } finally {
      store.throttle().slowDown(0);
    }
  }

  /** Keeps the log that comes from now on, which no checkpoint may give up in between. */
  private LogCursor logFromNow() {
    store.keeper().discardLock().lock();
    try {
      return store.log().replay(store.published().version());
    } finally {
      store.keeper().discardLock().unlock();
    }
  }

  private void copyTree(PrivateTree copy, Published state) {
    TreeCursor cursor = new TreeCursor(state.pages(), state.root());
    boolean more = cursor.first();
    while (more) {
      TreeEdit edit = copy.edit();
      while (more && edit.heapBytes() < BATCH_BYTES) {
        edit.put(cursor.key(), cursor.value());
        more = cursor.next();
      }
      copy.write(edit, state.version());
      listener.progress(copy.entries(), state.entries());
      checkCancelled();
    }
  }

  private void checkCancelled() {
    if (listener.isCancelled()) {
      throw new OperationCancelledException("compaction");
    }
  }

  /** Adds what was committed until a version. */
  private void catchUp(PrivateTree copy, LogCursor log, long version) {
    // Larger than a batch of the copy: keys in no order change pages all over the file.
    long batchBytes = Math.max(BATCH_BYTES, store.options().dirtyBytes() / 4);
    while (log.version() < version) {
      TreeEdit edit = copy.edit();
      while (log.version() < version && edit.heapBytes() < batchBytes) {
        next(log).ops().forEach(op -> Committer.apply(edit, op));
      }
      copy.write(edit, log.version());
      checkCancelled();
    }
  }

  private static LogRecord next(LogCursor log) {
    LogRecord record = log.next();
    if (record == null) {
      throw new AssertionError("the log has what is published");
    }
    return record;
  }

  /** Lets the new file be the database. Called with all locks. */
  private void install(PrivateTree copy) {
    Published state = store.published();
    if (store.log().forcedVersion() < state.version()) {
      store.forceLog();
    }
    copy.complete(state);
    // Before it has the name, so that nobody can come in between.
    StorageLock lock = storage.lockContent(temporary, false);
    copy.close();
    try {
      storage.rename(temporary, store.path());
      storage.syncDirectory(store.files().directory());
      PageFile fresh = PageFile.open(storage, store.path(), true, NodeCheck::problem);
      fresh.hold(lock);
      store.replace(fresh, copy.allocator());
    } catch (RuntimeException | Error e) {
      // Which of the two files has the name is not known: nothing may be written to either.
      lock.close();
      store.fence().raise(e);
      throw e;
    }
  }
}
