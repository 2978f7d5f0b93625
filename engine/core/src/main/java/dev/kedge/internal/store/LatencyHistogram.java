package dev.kedge.internal.store;

import dev.kedge.LatencySnapshot;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts how long something takes, in the fixed logarithmic buckets of {@link LatencySnapshot}. Any
 * number of threads may record at once; recording takes no lock and creates no objects.
 */
public final class LatencyHistogram {

  private static final long QUARTER_MICRO = 250;

  private final AtomicLongArray buckets = new AtomicLongArray(LatencySnapshot.BUCKETS);
  private final LongAdder total = new LongAdder();
  private final LongAccumulator max = new LongAccumulator(Math::max, 0);

  /** A histogram with nothing in it. */
  public LatencyHistogram() {}

  /**
   * Counts one.
   *
   * @param nanos how long it took, in nanoseconds; less than 0 counts as 0
   */
  public void record(long nanos) {
    long time = Math.max(0, nanos);
    // The bucket comes last and is read first, so that a snapshot's maximum covers its buckets.
    max.accumulate(time);
    total.add(time);
    buckets.getAndIncrement(bucketOf(time));
  }

  /**
   * What was recorded since the histogram was made. Records that are made meanwhile may be in it or
   * not; its count and its buckets always agree.
   */
  public LatencySnapshot snapshot() {
    long[] counts = new long[LatencySnapshot.BUCKETS];
    long count = 0;
    for (int i = 0; i < counts.length; i++) {
      counts[i] = buckets.get(i);
      count += counts[i];
    }
    return new LatencySnapshot(count, max.get(), total.sum(), counts);
  }

  /** The bucket of a time that is not negative. */
  static int bucketOf(long nanos) {
    // In quarters of a microsecond the two bits after the leading one select the sub-bucket.
    long quarters = nanos / QUARTER_MICRO;
    if (quarters < 4) {
      return 0;
    }
    int octave = 61 - Long.numberOfLeadingZeros(quarters);
    int bucket = 4 * octave + (int) (quarters >>> octave) - 3;
    return Math.min(bucket, LatencySnapshot.BUCKETS - 1);
  }
}
