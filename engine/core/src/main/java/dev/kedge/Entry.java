package dev.kedge;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key and its value. Two entries are equal if their bytes are. The arrays are not copied: whoever
 * has the entry must not change them.
 *
 * @param key the key; keys are ordered by their bytes taken as unsigned numbers
 * @param value the value, possibly empty
 */
// The second: JSpecify's annotations need not be there at run time
@SuppressWarnings({"ArrayRecordComponent", "exports"})
public record Entry(byte[] key, byte[] value) {

  /** Checks that neither is null. */
  public Entry {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Entry entry
        && Arrays.equals(key, entry.key)
        && Arrays.equals(value, entry.value);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(key) + Arrays.hashCode(value);
  }

  /** The key in hexadecimal digits and the length of the value, for messages. */
  @Override
  public String toString() {
    return "Entry[key=" + HexFormat.of().formatHex(key) + ", " + value.length + " bytes]";
  }
}
