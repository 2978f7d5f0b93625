package dev.kedge.samples.benchmarks.peers;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Keys and values, the same in each run. Keys in the order of their numbers are in random order;
 * values are half random and half zero, so that they can be compressed to about half.
 *
 * @param valueBytes how long values are
 */
record Entries(int valueBytes) {

  /** How long keys are. */
  static final int KEY_BYTES = 16;

  private static final long OTHER_HALF = 0x9E3779B97F4A7C15L;

  /** The key of a record; no two are the same. */
  static byte[] key(long number) {
    return ByteBuffer.allocate(KEY_BYTES)
        .putLong(mix(number))
        .putLong(mix(number + OTHER_HALF))
        .array();
  }

  /** The finalizer of MurmurHash3: one to one, and each bit depends on all. */
  private static long mix(long number) {
    long mixed = (number ^ (number >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }

  /** Some value. */
  byte[] value(SplittableRandom random) {
    byte[] half = new byte[valueBytes / 2];
    random.nextBytes(half);
    return Arrays.copyOf(half, valueBytes);
  }

  /** The value that belongs to a number. */
  byte[] value(long number) {
    return value(new SplittableRandom(number));
  }

  /** Key and value bytes of so many records. */
  long liveBytes(long records) {
    return records * (KEY_BYTES + valueBytes);
  }
}
