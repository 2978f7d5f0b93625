package dev.kedge.internal.wal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian numbers in byte arrays. */
final class Bytes {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  private Bytes() {}

  static long getLong(byte[] source, int offset) {
    return (long) LONG.get(source, offset);
  }

  static void putLong(byte[] target, int offset, long value) {
    LONG.set(target, offset, value);
  }

  static int getInt(byte[] source, int offset) {
    return (int) INT.get(source, offset);
  }

  static void putInt(byte[] target, int offset, int value) {
    INT.set(target, offset, value);
  }

  static int getShort(byte[] source, int offset) {
    return Short.toUnsignedInt((short) SHORT.get(source, offset));
  }

  static void putShort(byte[] target, int offset, int value) {
    SHORT.set(target, offset, (short) value);
  }

  /** Whether a range holds nothing but zeros. */
  static boolean isZero(byte[] source, int offset, int length) {
    return lastNonZero(source, offset, length) < 0;
  }

  /** The index, from {@code offset}, of the last byte of a range that is not zero, or -1. */
  static int lastNonZero(byte[] source, int offset, int length) {
    int at = length;
    while (at >= Long.BYTES && getLong(source, offset + at - Long.BYTES) == 0) {
      at -= Long.BYTES;
    }
    while (at > 0 && source[offset + at - 1] == 0) {
      at--;
    }
    return at - 1;
  }
}
