package dev.kedge.samples.benchmarks.peers;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets threads share what makes changes durable, for an engine that has no group commit by itself:
 * whoever comes while it is under way is served by the next one, together with all who came.
 */
final class GroupSync {

  private final Runnable sync;
  private final AtomicLong changes = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private long synced; // guarded by the lock

  /** What is run by one thread at a time makes durable all that was changed before it began. */
  GroupSync(Runnable sync) {
    this.sync = sync;
  }

  /** Returns when what the calling thread has changed is durable. */
  void await() {
    long mine = changes.incrementAndGet();
    lock.lock();
    try {
      if (synced < mine) {
        long all = changes.get();
        sync.run();
        synced = all;
      }
    } finally {
      lock.unlock();
    }
  }
}
