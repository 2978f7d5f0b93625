package dev.kedge.samples.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much is measured, and for how long.
 *
 * @param quick whether this is only to try the program
 * @param seed where all keys and values come from
 * @param records records of the database that commits, backups and the rest are measured on
 * @param readRecords records of the one that is read
 * @param commitTime how long commits run with each number of threads
 * @param shortTime how long everything else that is repeated runs
 * @param limitTime how long the bare appends before and after something run
 * @param rounds how often a copy and what is compared with it take turns
 * @param recoveryLogBytes sizes of log that are recovered
 * @param objectBytes how much of snapshot, and again of segments, a destination has that is
 *     restored
 * @param growth numbers of records that all is measured with once more
 */
record Settings(
    boolean quick,
    long seed,
    long records,
    long readRecords,
    Duration commitTime,
    Duration shortTime,
    Duration limitTime,
    int rounds,
    List<Long> recoveryLogBytes,
    long objectBytes,
    List<Long> growth) {

  /** Every commit rate is taken over at least so many checkpoints. */
  static final int CHECKPOINTS = 3;

  /** Bytes of a value, unless a section says otherwise. */
  static final int VALUE_BYTES = 100;

  private static final Duration SETTLE_TIME = Duration.ofSeconds(10);
  private static final long SEED = 20_260_101;
  private static final long MIB = 1 << 20;
  private static final long GB = 1_000_000_000;
  private static final long MILLION = 1_000_000;

  /** What counts as a measurement. */
  static Settings full(long records, Duration commitTime, boolean hundredMillion) {
    List<Long> growth = new ArrayList<>(List.of(MILLION, 10 * MILLION));
    if (hundredMillion) {
      growth.add(100 * MILLION);
    }
    return new Settings(
        false,
        SEED,
        records,
        MILLION,
        commitTime,
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        3,
        List.of(16 * MIB, 64 * MIB, 256 * MIB),
        GB,
        List.copyOf(growth));
  }

  /** As little of everything as shows that the program works. */
  static Settings quick(long records, Duration commitTime) {
    return new Settings(
        true,
        SEED,
        records,
        records,
        commitTime,
        commitTime.dividedBy(3),
        commitTime.dividedBy(6),
        1,
        List.of(MIB, 4 * MIB),
        4 * MIB,
        List.of(records / 10, records));
  }

  /** How long the device is left alone before something is copied. */
  Duration settleTime() {
    return quick ? Duration.ZERO : SETTLE_TIME;
  }

  /** All of it by name, to be printed beside the results. */
  Map<String, Object> describe() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("quick", quick);
    all.put("seed", seed);
    all.put("key", "16 bytes");
    all.put("value", VALUE_BYTES + " bytes, half compressible");
    all.put("records", records);
    all.put("records read", readRecords);
    all.put("commits for", commitTime.toString());
    all.put("checkpoints at least", CHECKPOINTS);
    all.put("others for", shortTime.toString());
    all.put("limits for", limitTime.toString());
    all.put("rounds", rounds);
    all.put("recovered log bytes", recoveryLogBytes.toString());
    all.put("restored bytes of snapshot, of segments", objectBytes);
    all.put("growth", growth.toString());
    all.put("durability", "FULL, all other options as they are by default");
    return all;
  }
}
