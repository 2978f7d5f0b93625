package dev.kedge.internal.wal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a commit. The arrays are not copied; nobody may change them afterwards.
 *
 * @param type what it does
 * @param key the key; for {@link Type#DELETE_RANGE} the first key of the range, empty for the first
 *     of all
 * @param value the value of a {@link Type#PUT}; the exclusive end of a {@link Type#DELETE_RANGE},
 *     null for a range through the last key; null for a {@link Type#DELETE}
 */
@SuppressWarnings("ArrayRecordComponent") // made by the million, compared by content below
public record Op(Type type, byte[] key, byte @Nullable [] value) {

  /** What an operation does, with the number that stands for it in the log. */
  public enum Type {
    /** Sets the value of a key. */
    PUT(1),
    /** Removes a key. */
    DELETE(2),
    /** Removes all keys of a range. */
    DELETE_RANGE(3);

    private final byte code;

    Type(int code) {
      this.code = (byte) code;
    }

    byte code() {
      return code;
    }
  }

  /**
   * Checks that the value fits the type.
   *
   * @throws IllegalArgumentException if a put has no value, or a delete has one
   */
  public Op {
    if (type == Type.PUT && value == null) {
      throw new IllegalArgumentException("a put needs a value");
    }
    if (type == Type.DELETE && value != null) {
      throw new IllegalArgumentException("a delete has no value");
    }
  }

  /** Sets the value of a key. */
  public static Op put(byte[] key, byte[] value) {
    return new Op(Type.PUT, key, value);
  }

  /** Removes a key. */
  public static Op delete(byte[] key) {
    return new Op(Type.DELETE, key, null);
  }

  /**
   * Removes the keys from {@code start} to before {@code end}, or through the last if it is null.
   */
  public static Op deleteRange(byte[] start, byte @Nullable [] end) {
    return new Op(Type.DELETE_RANGE, start, end);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Op op
        && type == op.type
        && Arrays.equals(key, op.key)
        && Arrays.equals(value, op.value);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * type.hashCode() + Arrays.hashCode(key)) + Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return type
        + "[key "
        + key.length
        + " bytes, value "
        + (value == null ? "none" : value.length + " bytes")
        + "]";
  }
}
