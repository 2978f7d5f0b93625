package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatencySnapshotTest {

  @Test
  void bucketsGrowByAtMostAQuarterFromOneMicrosecondToBeyondAnHour() {
    assertEquals(1_000, LatencySnapshot.bucketUpperNanos(0));
    assertEquals(1_250, LatencySnapshot.bucketUpperNanos(1));
    assertEquals(2_000, LatencySnapshot.bucketUpperNanos(4));
    assertEquals(2_500, LatencySnapshot.bucketUpperNanos(5));
    int last = LatencySnapshot.BUCKETS - 1;
    for (int bucket = 1; bucket < last; bucket++) {
      long lower = LatencySnapshot.bucketUpperNanos(bucket - 1);
      long upper = LatencySnapshot.bucketUpperNanos(bucket);
      assertTrue(upper > lower && upper <= lower + lower / 4, "bucket " + bucket);
    }
    long bounded = LatencySnapshot.bucketUpperNanos(last - 1);
    assertTrue(bounded > Duration.ofHours(1).toNanos(), "bounded " + bounded);
    assertEquals(Long.MAX_VALUE, LatencySnapshot.bucketUpperNanos(last));
  }

  @Test
  void aBucketThatDoesNotExistIsRefused() {
    assertThrows(IndexOutOfBoundsException.class, () -> LatencySnapshot.bucketUpperNanos(-1));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> LatencySnapshot.bucketUpperNanos(LatencySnapshot.BUCKETS));
  }

  @Test
  void aPercentileIsTheEndOfItsBucketUpToTheMaximum() {
    long[] buckets = new long[LatencySnapshot.BUCKETS];
    buckets[0] = 90;
    buckets[5] = 9;
    buckets[LatencySnapshot.BUCKETS - 1] = 1;
    long max = Duration.ofHours(2).toNanos();
    LatencySnapshot snapshot = new LatencySnapshot(100, max, max, buckets);
    assertEquals(Duration.ofNanos(1_000), snapshot.percentile(0));
    assertEquals(Duration.ofNanos(1_000), snapshot.percentile(90));
    assertEquals(Duration.ofNanos(2_500), snapshot.percentile(90.1));
    assertEquals(Duration.ofNanos(2_500), snapshot.percentile(99));
    assertEquals(Duration.ofHours(2), snapshot.percentile(99.1));
    assertEquals(Duration.ofHours(2), snapshot.percentile(100));
  }

  @Test
  void aPercentOutOfRangeIsRefused() {
    LatencySnapshot snapshot = empty();
    for (double percent : new double[] {-0.1, 100.1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> snapshot.percentile(percent));
    }
  }

  @Test
  void theBucketsAreCopiedInAndOut() {
    long[] buckets = new long[LatencySnapshot.BUCKETS];
    LatencySnapshot snapshot = new LatencySnapshot(0, 0, 0, buckets);
    buckets[3] = 1;
    snapshot.buckets()[4] = 1;
    assertEquals(empty(), snapshot);
    assertEquals(empty().hashCode(), snapshot.hashCode());
    assertNotEquals(new LatencySnapshot(1, 0, 0, buckets), snapshot);
  }

  @Test
  void numbersThatDoNotAgreeAreRefused() {
    long[] buckets = new long[LatencySnapshot.BUCKETS];
    assertThrows(IllegalArgumentException.class, () -> new LatencySnapshot(0, 0, 0, new long[3]));
    assertThrows(IllegalArgumentException.class, () -> new LatencySnapshot(1, 0, 0, buckets));
    assertThrows(IllegalArgumentException.class, () -> new LatencySnapshot(0, -1, 0, buckets));
    assertThrows(IllegalArgumentException.class, () -> new LatencySnapshot(0, 0, -1, buckets));
    buckets[0] = -1;
    buckets[1] = 1;
    assertThrows(IllegalArgumentException.class, () -> new LatencySnapshot(0, 0, 0, buckets));
  }

  private static LatencySnapshot empty() {
    return new LatencySnapshot(0, 0, 0, new long[LatencySnapshot.BUCKETS]);
  }
}
