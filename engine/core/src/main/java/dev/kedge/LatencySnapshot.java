package dev.kedge;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How long something took, over many times, in {@link #BUCKETS} fixed logarithmic buckets: the
 * first is below 1 microsecond, then four to each power of two microseconds, the last from about 72
 * minutes. A bucket is at most a quarter wider than its lower bound.
 *
 * @param count how many were recorded, the sum of the buckets
 * @param maxNanos the longest, in nanoseconds; 0 if there is none
 * @param totalNanos their sum, in nanoseconds
 * @param buckets how many fell into each bucket, {@link #BUCKETS} numbers; copied on the way in and
 *     out
 */
// The second: JSpecify's annotations need not be there at run time
@SuppressWarnings({"ArrayRecordComponent", "exports"})
public record LatencySnapshot(long count, long maxNanos, long totalNanos, long[] buckets) {

  /** The number of buckets. */
  public static final int BUCKETS = 130;

  private static final int SUB_BUCKETS = 4;
  private static final long QUARTER_MICRO = 250;

  /**
   * Checks the components and copies the array.
   *
   * @throws IllegalArgumentException if a number is negative, there are not {@link #BUCKETS}
   *     buckets, or their sum is not {@code count}
   */
  public LatencySnapshot {
    Checks.notNegative(maxNanos, "maxNanos");
    Checks.notNegative(totalNanos, "totalNanos");
    if (buckets.length != BUCKETS) {
      throw new IllegalArgumentException(
          "there must be " + BUCKETS + " buckets, not " + buckets.length);
    }
    buckets = buckets.clone();
    long sum = 0;
    for (long bucket : buckets) {
      Checks.notNegative(bucket, "bucket");
      sum += bucket;
    }
    if (sum != count) {
      throw new IllegalArgumentException("count is " + count + " but the buckets hold " + sum);
    }
  }

  @Override
  public long[] buckets() {
    return buckets.clone();
  }

  /**
   * The time that the given share of them did not exceed, rounded up to the end of its bucket, and
   * never above {@link #maxNanos}; zero if nothing was recorded.
   *
   * @param percent from 0 to 100, such as 99.9
   * @throws IllegalArgumentException if {@code percent} is outside that
   */
  public Duration percentile(double percent) {
    if (!(percent >= 0 && percent <= 100)) {
      throw new IllegalArgumentException("percent must be from 0 to 100: " + percent);
    }
    long rank = Math.max(1, (long) Math.ceil((double) count * percent / 100));
    long seen = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      seen += buckets[bucket];
      if (seen >= rank) {
        return Duration.ofNanos(Math.min(bucketUpperNanos(bucket), maxNanos));
      }
    }
    return Duration.ofNanos(maxNanos);
  }

  /**
   * Where a bucket ends: every time in it is less than this. Each bucket begins where the one
   * before ends, the first at 0.
   *
   * @param bucket from 0, less than {@link #BUCKETS}
   * @return nanoseconds; {@link Long#MAX_VALUE} for the last bucket
   * @throws IndexOutOfBoundsException if there is no such bucket
   */
  public static long bucketUpperNanos(int bucket) {
    if (bucket < 0 || bucket >= BUCKETS) {
      throw new IndexOutOfBoundsException("no such bucket: " + bucket);
    }
    if (bucket == BUCKETS - 1) {
      return Long.MAX_VALUE;
    }
    long quarters = (long) SUB_BUCKETS + bucket % SUB_BUCKETS;
    return (QUARTER_MICRO * quarters) << (bucket / SUB_BUCKETS);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LatencySnapshot snapshot
        && count == snapshot.count
        && maxNanos == snapshot.maxNanos
        && totalNanos == snapshot.totalNanos
        && Arrays.equals(buckets, snapshot.buckets);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(totalNanos) + Arrays.hashCode(buckets);
  }

  /** Count, median, 99th percentile and maximum, for messages. */
  @Override
  public String toString() {
    return "LatencySnapshot[count="
        + count
        + ", median="
        + percentile(50)
        + ", p99="
        + percentile(99)
        + ", max="
        + Duration.ofNanos(maxNanos)
        + "]";
  }
}
