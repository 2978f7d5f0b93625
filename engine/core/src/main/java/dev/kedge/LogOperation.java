package dev.kedge;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One change within a commit, as the log holds it. Two operations are equal if their kinds and
 * bytes are. The arrays are not copied: whoever has the operation must not change them.
 *
 * @param kind what is done
 * @param key the key; for {@link Kind#DELETE_RANGE} the first key of the range, empty for a range
 *     from the first key on
 * @param value for {@link Kind#PUT} the value, for {@link Kind#DELETE} null, for {@link
 *     Kind#DELETE_RANGE} the key that ends the range without belonging to it, null for a range
 *     through the last key
 */
// The second: JSpecify's annotations need not be there at run time
@SuppressWarnings({"ArrayRecordComponent", "exports"})
public record LogOperation(Kind kind, byte[] key, byte @Nullable [] value) {

  /** What an operation does. */
  public enum Kind {
    /** Gives a key a value, whether it had one or not. */
    PUT,
    /** Removes a key, if it is there. */
    DELETE,
    /** Removes every key of a range. */
    DELETE_RANGE
  }

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if a put has no value, or a delete has one
   */
  public LogOperation {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(key, "key");
    if (kind == Kind.PUT && value == null) {
      throw new IllegalArgumentException("a put needs a value");
    }
    if (kind == Kind.DELETE && value != null) {
      throw new IllegalArgumentException("a delete has no value");
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LogOperation operation
        && kind == operation.kind
        && Arrays.equals(key, operation.key)
        && Arrays.equals(value, operation.value);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * kind.hashCode() + Arrays.hashCode(key)) + Arrays.hashCode(value);
  }

  /** The kind, the keys in hexadecimal digits, and the length of a value, for messages. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    String first = kind + "[" + hex.formatHex(key);
    if (kind == Kind.PUT && value != null) {
      return first + ", " + value.length + " bytes]";
    }
    if (kind == Kind.DELETE_RANGE) {
      return first + " to " + (value == null ? "the last" : hex.formatHex(value)) + "]";
    }
    return first + "]";
  }
}
