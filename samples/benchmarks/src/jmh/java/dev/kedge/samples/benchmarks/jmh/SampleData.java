package dev.kedge.samples.benchmarks.jmh;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Keys of 16 bytes and values that can be compressed to about half, the same in each run. */
final class SampleData {

  /** How long values are. */
  static final int VALUE_BYTES = 100;

  private static final int KEY_BYTES = 16;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private SampleData() {}

  /** The key of a record. Even numbers are stored, so that odd ones stand between them. */
  static byte[] key(long number) {
    // An odd factor is one to one modulo 2^64: no two records have the same key.
    return ByteBuffer.allocate(KEY_BYTES).putLong(number * SPREAD).putLong(number).array();
  }

  /** Bytes of which the second half is zero. */
  static byte[] halfRandom(int length, long seed) {
    byte[] half = new byte[length / 2];
    new SplittableRandom(seed).nextBytes(half);
    return Arrays.copyOf(half, length);
  }

  /** Many values one after the other. */
  static byte[] values(int length) {
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; at += VALUE_BYTES) {
      byte[] value = halfRandom(VALUE_BYTES, at);
      System.arraycopy(value, 0, bytes, at, Math.min(VALUE_BYTES, length - at));
    }
    return bytes;
  }
}
