package dev.kedge.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.LatencySnapshot;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

  @Test
  void everyBoundOpensTheNextBucket() {
    assertEquals(0, LatencyHistogram.bucketOf(0));
    for (int bucket = 0; bucket < LatencySnapshot.BUCKETS - 1; bucket++) {
      long upper = LatencySnapshot.bucketUpperNanos(bucket);
      assertEquals(bucket, LatencyHistogram.bucketOf(upper - 1));
      assertEquals(bucket + 1, LatencyHistogram.bucketOf(upper));
    }
    assertEquals(LatencySnapshot.BUCKETS - 1, LatencyHistogram.bucketOf(Long.MAX_VALUE));
  }

  @Test
  void countTotalAndMaximumAreKept() {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.record(3_000);
    histogram.record(5_000_000);
    histogram.record(70_000);
    LatencySnapshot snapshot = histogram.snapshot();
    assertEquals(3, snapshot.count());
    assertEquals(5_073_000, snapshot.totalNanos());
    assertEquals(5_000_000, snapshot.maxNanos());
  }

  @Test
  void anEmptyHistogramHasAnEmptySnapshot() {
    LatencySnapshot snapshot = new LatencyHistogram().snapshot();
    assertEquals(0, snapshot.count());
    assertEquals(0, snapshot.maxNanos());
    assertEquals(Duration.ZERO, snapshot.percentile(99));
  }

  @Test
  void aNegativeTimeCountsAsZero() {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.record(-5);
    histogram.record(Long.MIN_VALUE);
    LatencySnapshot snapshot = histogram.snapshot();
    assertEquals(2, snapshot.count());
    assertEquals(0, snapshot.totalNanos());
    assertEquals(0, snapshot.maxNanos());
  }

  @Test
  void aSnapshotDoesNotFollowLaterRecords() {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.record(1_000);
    LatencySnapshot snapshot = histogram.snapshot();
    histogram.record(1_000);
    assertEquals(1, snapshot.count());
    assertEquals(2, histogram.snapshot().count());
  }

  @Test
  void percentilesAreAtMostAQuarterTooHighAndNeverTooLow() {
    long seed = 7;
    Random random = new Random(seed);
    LatencyHistogram histogram = new LatencyHistogram();
    long[] times = new long[10_000];
    for (int i = 0; i < times.length; i++) {
      times[i] = (long) (1_000 * Math.exp(random.nextDouble() * 20));
      histogram.record(times[i]);
    }
    Arrays.sort(times);
    LatencySnapshot snapshot = histogram.snapshot();
    for (double percent : new double[] {0, 1, 10, 50, 90, 99, 99.9, 100}) {
      int rank = Math.max(1, (int) Math.ceil(times.length * percent / 100));
      long exact = times[rank - 1];
      long shown = snapshot.percentile(percent).toNanos();
      String at = "percent " + percent + ", seed " + seed + ": " + shown + " for " + exact;
      assertTrue(shown >= exact && shown <= exact + exact / 4 + 1, at);
    }
  }

  @Test
  void manyThreadsLoseNoRecord() throws Exception {
    LatencyHistogram histogram = new LatencyHistogram();
    int threads = 4;
    int each = 50_000;
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      var running =
          IntStream.rangeClosed(1, threads)
              .<Future<?>>mapToObj(
                  thread ->
                      pool.submit(
                          () -> {
                            start.await();
                            for (int i = 0; i < each; i++) {
                              histogram.record(thread * 1_000L);
                            }
                            return null;
                          }))
              .toList();
      start.countDown();
      for (Future<?> future : running) {
        future.get();
      }
    } finally {
      pool.shutdownNow();
    }
    LatencySnapshot snapshot = histogram.snapshot();
    assertEquals((long) threads * each, snapshot.count());
    assertEquals(each * 10_000L, snapshot.totalNanos());
    assertEquals(4_000, snapshot.maxNanos());
  }
}
