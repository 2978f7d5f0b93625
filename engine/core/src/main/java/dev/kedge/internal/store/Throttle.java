package dev.kedge.internal.store;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the heap that unwritten changes take within its budget: at half of it a checkpoint is due,
 * from three quarters on commits are delayed a little more the fuller it is, and at all of it they
 * wait for the checkpoint, or make it themselves.
 *
 * <p>A checkpoint is also due when a third of the pages have changed, and from half of them on
 * commits are delayed. It writes them to other places while the old ones are still needed, so by
 * that much the file is larger than its content.
 */
final class Throttle {

  /** The longest delay of one commit while the budget is not exceeded. */
  private static final long MAX_DELAY_NANOS = 5_000_000;

  /** So much may change in any file before a checkpoint is due for its size. */
  private static final long SMALL_BYTES = 256 << 20;

  private final Store store;
  private final long budget;
  private final long smallPages;
  private final AtomicLong dirty = new AtomicLong();
  private final AtomicLong changedPages = new AtomicLong();
  private volatile long mostChangedPages;
  private volatile double slowedDown;

  Throttle(Store store, long budget, int pageSize) {
    this.store = store;
    this.budget = budget;
    this.smallPages = SMALL_BYTES / pageSize;
  }

  /**
   * Changes that no checkpoint has written.
   *
   * @param bytes heap that they take
   * @param pages pages of the file that they have replaced
   */
  record Dirty(long bytes, long pages) {}

  /** Notes changes. */
  void add(long bytes, long pages) {
    dirty.addAndGet(bytes);
    changedPages.addAndGet(pages);
  }

  /** Notes that a checkpoint has written changes. */
  void subtract(Dirty written) {
    add(-written.bytes, -written.pages);
  }

  /** The changes as of now, under the commit lock. */
  Dirty dirty() {
    return new Dirty(dirty.get(), changedPages.get());
  }

  long dirtyBytes() {
    return dirty.get();
  }

  /** Takes the size of the tree in the file into account. */
  void adaptTo(long livePages) {
    mostChangedPages = Math.max(smallPages, livePages / 3);
  }

  boolean isCheckpointDue() {
    return dirty.get() > budget / 2 || changedPages.get() > mostChangedPages;
  }

  /**
   * Delays each commit, for somebody who has to keep up with the writers.
   *
   * @param share 0 for no delay, 1 for the longest
   */
  void slowDown(double share) {
    slowedDown = share;
  }

  /** Holds a thread that wants to commit as long as needed. It holds no lock. */
  void await() {
    double heap = excess(dirty.get(), budget / 4 * 3, budget);
    double file = excess(changedPages.get(), mostChangedPages / 2 * 3, mostChangedPages * 2);
    double asked = Math.max(file, slowedDown);
    if (heap <= 0 && asked <= 0) {
      return;
    }
    long start = System.nanoTime();
    if (heap < 1) {
      double share = Math.min(1, Math.max(heap, asked));
      LockSupport.parkNanos(this, (long) (MAX_DELAY_NANOS * share));
    } else {
      awaitCheckpoint();
    }
    long waited = System.nanoTime() - start;
    if (store.stats().countStall(waited)) {
      store.notifier().tell(listener -> listener.onWriteStall(Duration.ofNanos(waited)));
    }
  }

  /** How far a value is from one bound, where it is 0, to another, where it is 1. */
  private static double excess(long value, long from, long to) {
    return (double) (value - from) / (to - from);
  }

  /** A checkpoint that fails here fails the commit, which has not begun. */
  private void awaitCheckpoint() {
    store.checkpointLock().lock();
    try {
      if (dirty.get() >= budget) {
        store.fence().checkWritable();
        store.checkpointer().write(false);
      }
    } finally {
      store.checkpointLock().unlock();
    }
  }
}
