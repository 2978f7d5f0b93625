package dev.kedge.samples.benchmarks;

import dev.kedge.Entry;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.stream.LongStream;

/**
 * Records with keys of 16 bytes and values of which half can be compressed. All of them follow from
 * the seed: two runs write the same.
 *
 * @param records how many different keys {@link #key} gives
 * @param valueBytes bytes of every value
 * @param seed tells this workload from others
 */
public record Workload(long records, int valueBytes, long seed) {

  /** Bytes of every key. */
  public static final int KEY_BYTES = 16;

  private static final int RUN_BYTES = 48;
  private static final byte FILLER = '-';
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /** The key at a place in the order of all keys; keys lie at random distances from each other. */
  public byte[] key(long index) {
    long step = Long.MAX_VALUE / records;
    long place = index * step + Long.remainderUnsigned(mix(index), step);
    return ByteBuffer.allocate(KEY_BYTES).putLong(place).putLong(mix(~index)).array();
  }

  /** A key anywhere, not one of those that {@link #key} gives; equal numbers give equal keys. */
  public byte[] scatteredKey(long number) {
    return ByteBuffer.allocate(KEY_BYTES).putLong(mix(number)).putLong(number).array();
  }

  /** A value; equal numbers give equal values. Runs of noise and of one character take turns. */
  public byte[] value(long number) {
    ByteBuffer value = ByteBuffer.allocate(valueBytes);
    long state = number;
    while (value.remaining() >= Long.BYTES) {
      if (value.position() / RUN_BYTES % 2 == 0) {
        state += GOLDEN_GAMMA;
        value.putLong(mix(state));
      } else {
        value.putLong(FILLER * 0x0101010101010101L);
      }
    }
    return value.array();
  }

  /** All records in the order of their keys. */
  public Iterator<Entry> sorted() {
    return LongStream.range(0, records).mapToObj(i -> new Entry(key(i), value(i))).iterator();
  }

  /** Bytes of one key and its value. */
  public int recordBytes() {
    return KEY_BYTES + valueBytes;
  }

  /** Bytes of all keys and their values. */
  public long liveBytes() {
    return records * recordBytes();
  }

  /** The finalizer of SplittableRandom: near numbers give numbers far from each other. */
  private long mix(long number) {
    long z = number * GOLDEN_GAMMA + seed;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
