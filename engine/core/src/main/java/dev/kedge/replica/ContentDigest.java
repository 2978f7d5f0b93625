package dev.kedge.replica;

import dev.kedge.Cursor;
import dev.kedge.KeyRange;
import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import dev.kedge.ReadView;
import dev.kedge.internal.io.XxHash;

/** One number for all keys and values of a state, however its pages lie. */
final class ContentDigest {

  private static final int CHECK_ENTRIES = 4096;

  private ContentDigest() {}

  /** Reads all of it, in the order of keys. */
  static long of(ReadView view, ProgressListener listener) {
    long digest = 0;
    long entries = 0;
    try (Cursor cursor = view.cursor(KeyRange.all())) {
      while (cursor.next()) {
        byte[] key = cursor.key();
        byte[] value = cursor.value();
        digest = XxHash.hash64(key, 0, key.length, digest + key.length);
        digest = XxHash.hash64(value, 0, value.length, digest + value.length);
        if (++entries % CHECK_ENTRIES == 0 && listener.isCancelled()) {
          throw new OperationCancelledException("validation");
        }
      }
    }
    return digest;
  }
}
