package dev.kedge.samples.benchmarks;

import dev.kedge.Cursor;
import dev.kedge.Database;
import dev.kedge.KeyRange;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How many records can be read. */
final class Reading {

  private static final int BETWEEN_LOOKS_AT_THE_CLOCK = 256;

  private Reading() {}

  /**
   * Gets random records in some threads for some time, after a third of it to warm up.
   *
   * @param get what is measured: gives the value of a key
   * @return records a second, of all threads
   */
  static double points(
      Function<byte[], byte @Nullable []> get, Workload workload, int threads, Duration time)
      throws Exception {
    count(get, workload, threads, time.dividedBy(3));
    return count(get, workload, threads, time);
  }

  private static double count(
      Function<byte[], byte @Nullable []> get, Workload workload, int threads, Duration time)
      throws Exception {
    LongAdder reads = new LongAdder();
    Stopwatch watch = new Stopwatch();
    Parallel.run(
        threads,
        number -> {
          SplittableRandom random = new SplittableRandom(workload.seed() + number);
          while (!watch.hasPassed(time)) {
            for (int i = 0; i < BETWEEN_LOOKS_AT_THE_CLOCK; i++) {
              byte[] value = get.apply(workload.key(random.nextLong(workload.records())));
              Verify.require(
                  value != null && value.length == workload.valueBytes(), "a value is missing");
            }
            reads.add(BETWEEN_LOOKS_AT_THE_CLOCK);
          }
        });
    return reads.sum() / watch.seconds();
  }

  /** Goes through all records again and again for some time; gives records a second. */
  static double scan(Database database, Duration time) {
    scanOnce(database);
    long records = 0;
    Stopwatch watch = new Stopwatch();
    do {
      records += scanOnce(database);
    } while (!watch.hasPassed(time));
    return records / watch.seconds();
  }

  private static long scanOnce(Database database) {
    long records = 0;
    long bytes = 0;
    try (Cursor cursor = database.cursor(KeyRange.all())) {
      while (cursor.next()) {
        bytes += cursor.key().length + cursor.value().length;
        records++;
      }
    }
    Verify.require(bytes > records && records == database.stats().entries(), "a record is missing");
    return records;
  }
}
