package dev.kedge.internal.store;

import dev.kedge.internal.wal.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The keys and ranges that one transaction wrote or locked. */
final class WriteSet {

  private final TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
  private final List<Op> ranges = new ArrayList<>(0);
  private final List<byte[]> locked;

  /** The keys and ranges of operations, and more keys. */
  WriteSet(List<Op> ops, Collection<byte[]> locked) {
    this.locked = List.copyOf(locked);
    for (Op op : ops) {
      if (op.type() == Op.Type.DELETE_RANGE) {
        ranges.add(op);
      } else {
        keys.add(op.key());
      }
    }
    keys.addAll(locked);
  }

  /** The keys that were locked, written or not. */
  List<byte[]> locked() {
    return locked;
  }

  /** Whether the key is in it. */
  boolean touches(byte[] key) {
    return keys.contains(key) || ranges.stream().anyMatch(range -> contains(range, key));
  }

  private static boolean contains(Op range, byte[] key) {
    return Arrays.compareUnsigned(range.key(), key) <= 0 && isBelow(key, range.value());
  }

  private static boolean isBelow(byte[] key, byte @Nullable [] end) {
    return end == null || Arrays.compareUnsigned(key, end) < 0;
  }

  /** Whether a key or range of it is in another range. */
  boolean overlaps(Op other) {
    byte[] key = keys.ceiling(other.key());
    if (key != null && isBelow(key, other.value())) {
      return true;
    }
    return ranges.stream()
        .anyMatch(own -> isBelow(own.key(), other.value()) && isBelow(other.key(), own.value()));
  }
}
