package dev.kedge.internal.page;

import java.nio.ByteBuffer;

/** Non-negative integers in one to ten bytes, seven bits a byte, the lowest first. */
public final class Varint {

  private Varint() {}

  /** The value at {@code position}; negative if it is malformed. */
  public static long read(ByteBuffer buffer, int position) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (position >= buffer.limit()) {
        return -1;
      }
      byte next = buffer.get(position++);
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    return -1;
  }

  /** The bytes that a value takes. */
  public static int size(long value) {
    return value == 0 ? 1 : (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7;
  }

  /**
   * Writes a value.
   *
   * @return the position behind it
   */
  public static int write(ByteBuffer buffer, int position, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      buffer.put(position++, (byte) (rest | 0x80));
      rest >>>= 7;
    }
    buffer.put(position++, (byte) rest);
    return position;
  }
}
