package dev.kedge.internal.store;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What a database has counted since it was opened. All of it may be used from any thread. */
final class StoreStats {

  final LongAdder commits = new LongAdder();
  final LongAdder conflicts = new LongAdder();
  final LongAdder groups = new LongAdder();
  final AtomicLong loggedBytes = new AtomicLong();
  final LongAdder syncs = new LongAdder();
  final LongAdder checkpoints = new LongAdder();
  final LongAdder checkpointBytes = new LongAdder();
  final LongAdder stalls = new LongAdder();
  final LongAdder stallNanos = new LongAdder();
  private final AtomicLong stallToldNanos = new AtomicLong();
  final AtomicLong largestGroup = new AtomicLong();
  final AtomicLong lastCheckpointNanos = new AtomicLong();
  volatile boolean tornLog;
  final LatencyHistogram commitLatency = new LatencyHistogram();
  final LatencyHistogram syncLatency = new LatencyHistogram();

  void countGroup(int size, long bytes) {
    groups.increment();
    loggedBytes.addAndGet(bytes);
    commits.add(size);
    largestGroup.accumulateAndGet(size, Math::max);
  }

  void countCheckpoint(long bytes, long nanos) {
    checkpoints.increment();
    checkpointBytes.add(bytes);
    lastCheckpointNanos.set(nanos);
  }

  /** Counts a commit that had to wait; true if it is the first for a second, so worth telling. */
  boolean countStall(long nanos) {
    stalls.increment();
    stallNanos.add(nanos);
    long now = System.nanoTime();
    long told = stallToldNanos.get();
    return (told == 0 || now - told > 1_000_000_000L) && stallToldNanos.compareAndSet(told, now);
  }
}
