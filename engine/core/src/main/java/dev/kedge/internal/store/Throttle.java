package dev.kedge.internal.store;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the heap that unwritten changes take within its budget: at half of it a checkpoint is due,
 * from three quarters on commits are delayed a little more the fuller it is, and at all of it they
 * wait for the checkpoint, or make it themselves.
 */
final class Throttle {

  /** The longest delay of one commit while the budget is not exceeded. */
  private static final long MAX_DELAY_NANOS = 5_000_000;

  private final Store store;
  private final long budget;
  private final AtomicLong dirty = new AtomicLong();

  Throttle(Store store, long budget) {
    this.store = store;
    this.budget = budget;
  }

  /** Notes bytes that changed nodes take from now on. */
  void add(long bytes) {
    dirty.addAndGet(bytes);
  }

  /** Notes bytes that a checkpoint has let go. */
  void subtract(long bytes) {
    dirty.addAndGet(-bytes);
  }

  long dirtyBytes() {
    return dirty.get();
  }

  boolean isCheckpointDue() {
    return dirty.get() > budget / 2;
  }

  /** Holds a thread that wants to commit as long as needed. It holds no lock. */
  void await() {
    long bytes = dirty.get();
    long tight = budget / 4 * 3;
    if (bytes < tight) {
      return;
    }
    long start = System.nanoTime();
    if (bytes < budget) {
      LockSupport.parkNanos(this, MAX_DELAY_NANOS * (bytes - tight) / (budget - tight));
    } else {
      awaitCheckpoint();
    }
    long waited = System.nanoTime() - start;
    if (store.stats().countStall(waited)) {
      store.notifier().tell(listener -> listener.onWriteStall(Duration.ofNanos(waited)));
    }
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
