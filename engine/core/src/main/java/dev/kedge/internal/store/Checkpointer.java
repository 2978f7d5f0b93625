package dev.kedge.internal.store;

import dev.kedge.CheckpointResult;
import dev.kedge.internal.btree.NodeRef;
import dev.kedge.internal.btree.TreeEdit;
import dev.kedge.internal.btree.TreeWriter;
import dev.kedge.internal.page.Meta;
import java.time.Duration;

/**
 * Writes the published state into the page file, while readers and writers go on. The order makes
 * it safe: the log is forced through the version, new pages are written to free places and forced,
 * then a meta page is written and forced. Until then the older state stands; only after it are log
 * and pages given up.
 *
 * <p>All methods are called with the checkpoint lock.
 */
final class Checkpointer {

  private final Store store;
  private final ReaderWatch readerWatch;
  private volatile long lastEndNanos = System.nanoTime();
  private volatile long loggedThen;
  private volatile long versionThen;
  private long frozenVersion = TreeEdit.NOTHING_FROZEN;

  Checkpointer(Store store) {
    this.store = store;
    this.readerWatch = new ReaderWatch(store);
  }

  /** Whether so much log was written, or so much time has gone by, that one should be made. */
  boolean isDue() {
    return store.throttle().isCheckpointDue()
        || store.stats().loggedBytes.get() - loggedThen > store.options().checkpointLogBytes()
        || (store.published().version() > versionThen
            && System.nanoTime() - lastEndNanos > store.options().checkpointInterval().toNanos());
  }

  /** The version that is being written; to be asked under the commit lock. */
  long frozenVersion() {
    return frozenVersion;
  }

  /**
   * Makes a checkpoint; it writes nothing if there is nothing new.
   *
   * @param bothMetas whether both meta pages must say the new state, and that no log is required if
   *     there is none behind it
   */
  CheckpointResult write(boolean bothMetas) {
    store.fence().checkWritable();
    CheckpointEvent event = new CheckpointEvent();
    event.begin();
    long start = System.nanoTime();
    long pagesWritten = 0;
    if (store.published().version() > store.pages().metas().newest().version()) {
      try {
        pagesWritten = writeTree();
      } catch (InternalError e) {
        throw store.mapFailed(e);
      }
    }
    if (bothMetas) {
      settleMetas();
    }
    long nanos = System.nanoTime() - start;
    long bytes = pagesWritten * store.pages().pageSize();
    long version = store.pages().metas().newest().version();
    CheckpointResult result =
        new CheckpointResult(version, pagesWritten, bytes, Duration.ofNanos(nanos));
    if (pagesWritten > 0) {
      store.stats().countCheckpoint(bytes, nanos);
      event.version = version;
      event.pages = pagesWritten;
      event.commit();
      store.notifier().tell(listener -> listener.onCheckpoint(result));
      readerWatch.look();
    }
    lastEndNanos = System.nanoTime();
    return result;
  }

  private long writeTree() {
    raiseOlderMeta();
    Published state;
    Throttle.Dirty dirty;
    store.commitLock().lock();
    try {
      state = store.published();
      dirty = store.throttle().dirty();
      loggedThen = store.stats().loggedBytes.get();
      versionThen = state.version();
      frozenVersion = state.version();
    } finally {
      store.commitLock().unlock();
    }
    try {
      return writeTree(state, dirty);
    } finally {
      thaw();
    }
  }

  private void thaw() {
    store.commitLock().lock();
    try {
      frozenVersion = TreeEdit.NOTHING_FROZEN;
    } finally {
      store.commitLock().unlock();
    }
  }

  private long writeTree(Published state, Throttle.Dirty dirty) {
    if (store.log().forcedVersion() < state.version()) {
      store.forceLog();
    }
    long oldestMeta = store.pages().metas().oldestVersion();
    store.allocator().begin(oldestMeta, store.readers().spans(store.pages()));
    TreeWriter writer = new TreeWriter(store.pages(), store.allocator(), state.version());
    try {
      long root = writer.write(state.root());
      writeOrphans(writer);
      long freeList = writer.writeFreeList();
      writer.finish();
      install(state, root, freeList);
    } catch (RuntimeException | Error e) {
      writer.abandon();
      if (writer.isForceFailed()) {
        store.fence().raise(e);
      }
      throw e;
    }
    store.throttle().subtract(dirty);
    store.throttle().adaptTo(store.allocator().livePages());
    return writer.pagesWritten();
  }

  /** Nodes that only snapshots reach any more leave the heap too. */
  private void writeOrphans(TreeWriter writer) {
    for (ReaderRegistry.Pin pin : store.readers().pins()) {
      NodeRef root = pin.rootIn(store.pages());
      if (root != null) {
        writer.writeAside(root);
      }
    }
  }

  private void install(Published state, long root, long freeList) {
    store.commitLock().lock();
    try {
      Published now = store.published();
      Meta before = store.pages().metas().newest();
      Meta meta =
          new Meta(
              store.pages().pageSize(),
              before.sequence() + 1,
              state.generation(),
              state.ancestors(),
              state.version(),
              state.timeMicros(),
              state.history(),
              root,
              freeList,
              store.allocator().pageCount(),
              state.entries(),
              now.version() > state.version());
      store.writeMeta(meta);
      store.allocator().commit(state.version(), now.version() + 1);
      store.readers().noteCheckpoint(now.version() + 1);
      frozenVersion = TreeEdit.NOTHING_FROZEN;
    } finally {
      store.commitLock().unlock();
    }
  }

  /** Lets both meta pages say the newest state, so that pages only the older one needs are free. */
  private void raiseOlderMeta() {
    store.commitLock().lock();
    try {
      Meta newest = store.pages().metas().newest();
      if (store.pages().metas().older().map(Meta::version).orElse(-1L) < newest.version()) {
        store.writeMeta(newest.next(newest.logRequired()));
      }
    } finally {
      store.commitLock().unlock();
    }
  }

  /** Writes both meta pages if they don't say the same already. */
  private void settleMetas() {
    store.commitLock().lock();
    try {
      Meta newest = store.pages().metas().newest();
      boolean required = store.published().version() > newest.version();
      if (newest.logRequired() != required) {
        store.writeMeta(newest.next(required));
        newest = store.pages().metas().newest();
      }
      Meta current = newest;
      if (!store.pages().metas().older().map(current::sameState).orElse(false)) {
        store.writeMeta(current.next(required));
      }
    } finally {
      store.commitLock().unlock();
    }
  }
}
