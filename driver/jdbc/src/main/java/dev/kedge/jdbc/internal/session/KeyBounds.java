package dev.kedge.jdbc.internal.session;

import dev.kedge.KeyRange;
import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.jdbc.internal.language.Condition;
import dev.kedge.jdbc.internal.language.Condition.Comparison;
import java.io.ByteArrayOutputStream;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a WHERE clause leaves of the keys: a range, or one key. */
final class KeyBounds {

  private final byte @Nullable [] single;
  private final KeyRange range;

  private KeyBounds(byte @Nullable [] single, KeyRange range) {
    this.single = single;
    this.range = range;
  }

  static KeyBounds of(List<Condition> where, Parameters parameters) throws SQLException {
    if (where.size() == 1 && where.get(0).comparison() == Comparison.EQUAL) {
      byte[] key = parameters.bytes(checked(where.get(0)).operand(), "the key");
      return new KeyBounds(key, KeyRange.between(key, successor(key)));
    }
    KeyRange range = KeyRange.all();
    for (Condition condition : where) {
      byte[] key = parameters.bytes(checked(condition).operand(), "the key");
      range = intersection(range, range(condition.comparison(), key));
    }
    return new KeyBounds(null, range);
  }

  private static Condition checked(Condition condition) throws SQLException {
    if (!condition.column().equals("key")) {
      throw SqlState.NO_SUCH_COLUMN.error(
          "entries are found by key only, not by " + condition.column());
    }
    return condition;
  }

  private static KeyRange range(Comparison comparison, byte[] key) throws SQLException {
    return switch (comparison) {
      case EQUAL -> KeyRange.between(key, successor(key));
      case BELOW -> KeyRange.below(key);
      case AT_MOST -> KeyRange.below(successor(key));
      case ABOVE -> KeyRange.from(successor(key));
      case AT_LEAST -> KeyRange.from(key);
      case LIKE -> like(key);
    };
  }

  /** The keys that a pattern matches: it may end in a percent sign, and has no other wildcard. */
  private static KeyRange like(byte[] pattern) throws SQLException {
    ByteArrayOutputStream prefix = new ByteArrayOutputStream();
    for (int i = 0; i < pattern.length; i++) {
      if (pattern[i] == '%' && i == pattern.length - 1) {
        return KeyRange.prefix(prefix.toByteArray());
      }
      if (pattern[i] == '%' || pattern[i] == '_') {
        throw SqlState.BAD_VALUE.error(
            "LIKE finds prefixes only, 'prefix%': write \\% and \\_ for these characters");
      }
      if (pattern[i] == '\\' && ++i == pattern.length) {
        throw SqlState.BAD_VALUE.error("the pattern of LIKE ends in \\: write \\\\ for it");
      }
      prefix.write(pattern[i]);
    }
    byte[] key = prefix.toByteArray();
    return KeyRange.between(key, successor(key));
  }

  private static KeyRange intersection(KeyRange one, KeyRange other) {
    byte[] from = higher(one.start(), other.start());
    byte[] to = lower(one.end(), other.end());
    return to == null ? KeyRange.from(from) : KeyRange.between(from, to);
  }

  private static byte[] higher(byte[] one, byte[] other) {
    return Arrays.compareUnsigned(one, other) >= 0 ? one : other;
  }

  private static byte @Nullable [] lower(byte @Nullable [] one, byte @Nullable [] other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Arrays.compareUnsigned(one, other) <= 0 ? one : other;
  }

  /** The lowest key above a key. */
  private static byte[] successor(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /** The key, if no other can be meant; otherwise null. */
  byte @Nullable [] single() {
    return single;
  }

  /** The keys, in ascending order. */
  KeyRange range() {
    return range;
  }
}
