package dev.kedge;

import dev.kedge.internal.btree.TreeCursor;
import dev.kedge.internal.store.StoreSnapshot;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the entries of a range in order. It begins before the first entry:
 *
 * <pre>{@code
 * try (Cursor cursor = database.cursor(KeyRange.prefix(prefix))) {
 *   while (cursor.next()) {
 *     use(cursor.key(), cursor.value());
 *   }
 * }
 * }</pre>
 *
 * <p>A cursor keeps its state of the database from being given up: close it. Used by one thread at
 * a time.
 */
public final class Cursor implements AutoCloseable {

  /** No number of changes. */
  private static final long NOT_SEEN = -1;

  private final StoreSnapshot snapshot;
  private final boolean ownsSnapshot;
  private final KeyRange range;
  private final byte[] start;
  private final byte @Nullable [] end;
  private final Supplier<TreeCursor> source;
  private final LongSupplier changes;
  private TreeCursor tree;
  private long seenChanges;
  private Place place = Place.BEFORE;
  private byte[] current = {};
  private boolean closed;

  private enum Place {
    BEFORE,
    ON_ENTRY,
    AFTER
  }

  /** Over a state that does not change. */
  Cursor(StoreSnapshot snapshot, boolean ownsSnapshot, KeyRange range) {
    this(snapshot, ownsSnapshot, range, snapshot::cursor, () -> 0);
  }

  /**
   * Over something that changes.
   *
   * @param source gives a cursor over its present state
   * @param changes another number after each change
   */
  Cursor(
      StoreSnapshot snapshot,
      boolean ownsSnapshot,
      KeyRange range,
      Supplier<TreeCursor> source,
      LongSupplier changes) {
    this.snapshot = snapshot;
    this.ownsSnapshot = ownsSnapshot;
    this.range = range;
    this.start = range.start();
    this.end = range.end();
    this.source = source;
    this.changes = changes;
    this.tree = source.get();
    this.seenChanges = changes.getAsLong();
  }

  /**
   * Goes to the next entry in the order of the range.
   *
   * @return false if there is none; the cursor is then behind the last
   */
  public boolean next() {
    check();
    try {
      return move();
    } catch (InternalError e) {
      throw snapshot.unreadable(e);
    }
  }

  private boolean move() {
    if (place == Place.AFTER) {
      return false;
    }
    if (place == Place.BEFORE) {
      refresh();
      return arrive(range.isDescending() ? toHighest() : tree.seek(start));
    }
    if (changes.getAsLong() != seenChanges) {
      refresh();
      return arrive(afterCurrent());
    }
    return arrive(range.isDescending() ? tree.previous() : tree.next());
  }

  private boolean toHighest() {
    byte[] limit = end;
    return limit == null ? tree.last() : tree.seekBelow(limit);
  }

  /** Finds the place again behind the entry that the cursor was on, which may be gone. */
  private boolean afterCurrent() {
    if (range.isDescending()) {
      return tree.seekBelow(current);
    }
    return tree.seek(Arrays.copyOf(current, current.length + 1));
  }

  /**
   * Goes to the first entry, in the order of the range, that is not before {@code key}: in
   * ascending order the lowest key not below it, in descending order the highest not above it.
   *
   * @return false if there is none; the cursor is then behind the last
   */
  public boolean seek(byte[] key) {
    check();
    try {
      return find(key);
    } catch (InternalError e) {
      throw snapshot.unreadable(e);
    }
  }

  private boolean find(byte[] key) {
    refresh();
    if (range.isDescending()) {
      byte[] limit = end;
      boolean beyond = limit != null && Arrays.compareUnsigned(key, limit) >= 0;
      return arrive(beyond ? toHighest() : tree.seekBelow(Arrays.copyOf(key, key.length + 1)));
    }
    return arrive(tree.seek(Arrays.compareUnsigned(key, start) < 0 ? start : key));
  }

  private void refresh() {
    if (changes.getAsLong() != seenChanges) {
      seenChanges = changes.getAsLong();
      tree = source.get();
    }
  }

  private boolean arrive(boolean found) {
    boolean inRange = found && isInRange();
    place = inRange ? Place.ON_ENTRY : Place.AFTER;
    if (inRange && ownsNothing()) {
      current = tree.key();
    }
    return inRange;
  }

  /** Only over a transaction the key is needed to find the place again. */
  private boolean ownsNothing() {
    return !ownsSnapshot;
  }

  private boolean isInRange() {
    if (range.isDescending()) {
      return tree.compareKey(start) >= 0;
    }
    byte[] limit = end;
    return limit == null || tree.compareKey(limit) < 0;
  }

  /** A copy of the key of the entry that the cursor is on. */
  public byte[] key() {
    try {
      checkOnEntry();
      return tree.key();
    } catch (InternalError e) {
      throw snapshot.unreadable(e);
    }
  }

  /** A copy of the value of the entry that the cursor is on. */
  public byte[] value() {
    try {
      checkOnEntry();
      return tree.value();
    } catch (InternalError e) {
      throw snapshot.unreadable(e);
    }
  }

  private void checkOnEntry() {
    check();
    if (place != Place.ON_ENTRY) {
      throw new IllegalStateException("the cursor is on no entry: call next() or seek() first");
    }
    if (changes.getAsLong() != seenChanges) {
      refresh();
      if (!tree.seek(current) || tree.compareKey(current) != 0) {
        // Not on the entry that stands there now: the next call looks again.
        seenChanges = NOT_SEEN;
        throw new IllegalStateException("the entry that the cursor was on has been deleted");
      }
    }
  }

  private void check() {
    if (closed) {
      throw new IllegalStateException("the cursor is closed");
    }
    snapshot.check();
  }

  /** Lets its state of the database go. A second call does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (ownsSnapshot) {
        snapshot.close();
      }
    }
  }
}
