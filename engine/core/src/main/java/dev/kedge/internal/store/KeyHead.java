package dev.kedge.internal.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Some bytes of a key as a number, so that most keys are put in order without looking at them. */
final class KeyHead {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Numbers are compared with a sign, and bytes without. */
  private static final long SIGN = Long.MIN_VALUE;

  private KeyHead() {}

  /**
   * Eight bytes of a key, 0 for those behind its end. Of two keys with the same bytes before them,
   * the one with the smaller number comes first; equal numbers say nothing.
   */
  static long of(byte[] key, int from) {
    return SIGN ^ (key.length - from >= Long.BYTES ? (long) LONGS.get(key, from) : tail(key, from));
  }

  private static long tail(byte[] key, int from) {
    long head = 0;
    for (int i = from; i < from + Long.BYTES; i++) {
      head = head << Byte.SIZE | (i < key.length ? key[i] & 0xff : 0);
    }
    return head;
  }
}
