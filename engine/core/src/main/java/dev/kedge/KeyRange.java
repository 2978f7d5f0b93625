package dev.kedge;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Keys from one to before another, in ascending or descending order of their unsigned bytes.
 * Immutable; arrays are copied. Equal if bounds and order are.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public final class KeyRange {

  private static final KeyRange ALL = new KeyRange(new byte[0], null, false);

  private final byte[] from;
  private final byte @Nullable [] to;
  private final boolean descending;

  private KeyRange(byte[] from, byte @Nullable [] to, boolean descending) {
    this.from = from;
    this.to = to;
    this.descending = descending;
  }

  /** All keys. */
  public static KeyRange all() {
    return ALL;
  }

  /** The keys that begin with these bytes. */
  public static KeyRange prefix(byte[] prefix) {
    return new KeyRange(prefix.clone(), after(prefix), false);
  }

  /** The lowest key above all keys with a prefix; null if there is none. */
  private static byte @Nullable [] after(byte[] prefix) {
    int length = prefix.length;
    while (length > 0 && prefix[length - 1] == (byte) 0xff) {
      length--;
    }
    if (length == 0) {
      return null;
    }
    byte[] end = Arrays.copyOf(prefix, length);
    end[length - 1]++;
    return end;
  }

  /** The keys from {@code from} on. */
  public static KeyRange from(byte[] from) {
    return new KeyRange(from.clone(), null, false);
  }

  /** The keys below {@code to}. */
  public static KeyRange below(byte[] to) {
    return new KeyRange(new byte[0], to.clone(), false);
  }

  /** The keys from {@code from} on and below {@code to}; none if that is not higher. */
  public static KeyRange between(byte[] from, byte[] to) {
    return new KeyRange(from.clone(), to.clone(), false);
  }

  /** The same keys in the opposite order. */
  public KeyRange reversed() {
    return new KeyRange(from, to, !descending);
  }

  /** Whether the order is descending. */
  public boolean isDescending() {
    return descending;
  }

  /** A copy of the lowest key that may be in the range; empty if there is no lower bound. */
  public byte[] start() {
    return from.clone();
  }

  /** A copy of the lowest key above the range, or null if there is no upper bound. */
  public byte @Nullable [] end() {
    return to == null ? null : to.clone();
  }

  /** Whether a key is in the range. */
  public boolean contains(byte[] key) {
    return Arrays.compareUnsigned(from, key) <= 0
        && (to == null || Arrays.compareUnsigned(key, to) < 0);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyRange range
        && descending == range.descending
        && Arrays.equals(from, range.from)
        && Arrays.equals(to, range.to);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(from) + Arrays.hashCode(to)) + Boolean.hashCode(descending);
  }

  /** The bounds in hexadecimal, and the order if it is descending. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return "["
        + hex.formatHex(from)
        + ", "
        + (to == null ? "end" : hex.formatHex(to))
        + ")"
        + (descending ? " descending" : "");
  }
}
