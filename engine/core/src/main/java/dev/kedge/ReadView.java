package dev.kedge;

import org.jspecify.annotations.Nullable;

/**
 * Something that can be read: the database as it is at each call, a {@link Snapshot}, or a {@link
 * Transaction} with its own writes. Keys are ordered as unsigned bytes.
 *
 * <p>Arrays that are returned are copies: they belong to the caller. Arrays that are passed are
 * copied where they must be kept.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public sealed interface ReadView permits Database, Snapshot, Transaction {

  /**
   * The value of a key.
   *
   * @return a copy, or null if the key is not there
   * @throws CorruptionException if a page on the way is damaged
   */
  byte @Nullable [] get(byte[] key);

  /**
   * Whether a key is there.
   *
   * @throws CorruptionException if a page on the way is damaged
   */
  boolean exists(byte[] key);

  /**
   * A cursor over the entries of a range, before the first of them. It sees one state of the
   * database, and keeps it until it is closed; over a transaction it also sees what that writes.
   */
  Cursor cursor(KeyRange range);
}
