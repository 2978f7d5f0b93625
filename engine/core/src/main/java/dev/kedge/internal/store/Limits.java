package dev.kedge.internal.store;

import dev.kedge.DatabaseOptions;
import dev.kedge.LimitExceededException;
import dev.kedge.internal.wal.Op;

/** How large keys, values and transactions may be. */
public final class Limits {

  private final int maxKey;
  private final int maxValue;
  private final long maxTransaction;

  /** The limits of the settings; keys are also bounded by the pages that the file has. */
  Limits(DatabaseOptions options, int pageSize) {
    this.maxKey = Math.min(options.maxKeyBytes(), DatabaseOptions.longestKey(pageSize));
    this.maxValue = options.maxValueBytes();
    this.maxTransaction = options.maxTransactionBytes();
  }

  /** Refuses what is too large, or no key. */
  public void check(Op op) {
    byte[] value = op.value();
    if (op.type() != Op.Type.DELETE_RANGE) {
      checkKey(op.key());
    } else {
      checkBound(op.key());
    }
    if (value != null) {
      if (op.type() == Op.Type.PUT) {
        require("value length in bytes", value.length, maxValue);
      } else {
        checkBound(value);
      }
    }
  }

  void checkKey(byte[] key) {
    if (key.length == 0) {
      throw new IllegalArgumentException("a key has at least one byte");
    }
    require("key length in bytes", key.length, maxKey);
  }

  /** The bounds of a range need not be keys that could be stored. */
  private static void checkBound(byte[] key) {
    require("range bound in bytes", key.length, 65536);
  }

  /** Refuses operations that take too many bytes in the log. */
  public void checkTransaction(long bytes) {
    require("transaction size in bytes", bytes, maxTransaction);
  }

  private static void require(String what, long actual, long limit) {
    if (actual > limit) {
      throw new LimitExceededException(what, limit, actual);
    }
  }
}
