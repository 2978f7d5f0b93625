package dev.kedge.internal.store;

import dev.kedge.CheckResult;
import dev.kedge.CorruptionException;
import dev.kedge.KedgeException;
import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import dev.kedge.internal.btree.TreeCheck;
import dev.kedge.internal.page.FreeList;
import dev.kedge.internal.page.Meta;
import dev.kedge.internal.page.PageFile;
import dev.kedge.internal.wal.HistoryHash;
import dev.kedge.internal.wal.LogCursor;
import dev.kedge.internal.wal.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Looks at everything a database consists of: every page is reachable exactly once or free, every
 * page in use is intact, keys are in order, and the log is one unbroken chain that leads to the
 * present state. Readers and writers go on meanwhile.
 */
public final class IntegrityCheck {

  private final Store store;
  private PageFile pages;
  private final List<String> problems = new ArrayList<>();

  /** Checks this store. */
  public IntegrityCheck(Store store) {
    this.store = store;
    this.pages = store.pages();
  }

  /** Runs the check; see {@code dev.kedge.Database#check}. */
  public CheckResult run(ProgressListener listener) {
    store.maintenance().readLock().lock();
    try {
      return runPinned(listener);
    } catch (InternalError e) {
      throw store.mapFailed(e);
    } finally {
      store.maintenance().readLock().unlock();
    }
  }

  private CheckResult runPinned(ProgressListener listener) {
    // A compaction may have replaced the file until the lock was there.
    pages = store.pages();
    long start = System.nanoTime();
    Meta meta;
    ReaderRegistry.Pin pin;
    store.checkpointLock().lock();
    try {
      // First, as a checkpoint would write it anew.
      checkMetas();
      if (!store.options().readOnly()) {
        store.checkpointer().write(false);
      }
      store.fence().checkOpen();
      pin = store.readers().pin(store::published);
      meta = pages.metas().newest();
      pin.lowerTo(meta.version());
    } finally {
      store.checkpointLock().unlock();
    }
    try {
      return check(meta, listener, start);
    } finally {
      pin.close();
    }
  }

  private CheckResult check(Meta meta, ProgressListener listener, long start) {
    BitSet members = new BitSet();
    BitSet free = readFreeList(meta, members);
    BitSet seen = (BitSet) free.clone();
    if (free.intersects(members)) {
      problems.add("pages of the free list are free themselves");
    }
    seen.or(members);
    TreeCheck tree = new TreeCheck(pages, seen, problems);
    tree.walk(meta.rootPage());
    checkCounts(meta, tree, seen);
    checkLog(listener);
    return new CheckResult(
        meta.version(),
        meta.pageCount() - 2 - free.cardinality(),
        free.cardinality(),
        tree.entries(),
        problems,
        Duration.ofNanos(System.nanoTime() - start));
  }

  private void checkMetas() {
    store.commitLock().lock();
    try {
      store.fence().checkOpen();
      pages
          .damagedMetas()
          .forEach(offset -> problems.add("the meta page at offset " + offset + " is damaged"));
    } finally {
      store.commitLock().unlock();
    }
  }

  private BitSet readFreeList(Meta meta, BitSet members) {
    try {
      BitSet free = FreeList.read(pages, meta.freeListPage(), meta.pageCount(), members);
      // They may have been damaged since they were read first.
      members.stream().forEach(pages::verify);
      return free;
    } catch (CorruptionException e) {
      problems.add("the free list: " + e.getMessage());
      return new BitSet();
    }
  }

  private void checkCounts(Meta meta, TreeCheck tree, BitSet seen) {
    seen.set(0, 2);
    if (problems.isEmpty() && seen.nextClearBit(0) < meta.pageCount()) {
      problems.add("page " + seen.nextClearBit(0) + " is neither in use nor free");
    }
    if (problems.isEmpty() && seen.length() > meta.pageCount()) {
      problems.add("page " + (seen.length() - 1) + " is behind the end of the file");
    }
    if (tree.entries() != meta.entries()) {
      problems.add(
          "the tree has " + tree.entries() + " entries where its meta page says " + meta.entries());
    }
  }

  private void checkLog(ProgressListener listener) {
    store.log().damage().ifPresent(damage -> problems.add("the log: " + damage.getMessage()));
    try (LogCursor cursor = store.keeper().wholeLog()) {
      long history = cursor.history();
      for (LogRecord next = cursor.next(); next != null; next = cursor.next()) {
        history = HistoryHash.next(history, next);
        if (history != next.history()) {
          problems.add("version " + next.version() + " of the log breaks the history");
          return;
        }
        if (listener.isCancelled()) {
          throw new OperationCancelledException("the integrity check");
        }
      }
    } catch (OperationCancelledException e) {
      throw e;
    } catch (KedgeException e) {
      problems.add("the log: " + e.getMessage());
    }
  }
}
