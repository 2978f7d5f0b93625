package dev.kedge.internal.store;

import dev.kedge.internal.wal.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The operations of many commits, of which only the outcome counts: handed out in the order of
 * their keys, so that each page of a tree is gone to once, and of each key the last one.
 *
 * <p>Belongs to one thread.
 */
final class OpBatch {

  /** About what an operation takes besides its bytes: objects, and its place in the order. */
  private static final int OP_BYTES = 120;

  /** Five bytes of the head of a key are left beside its place. */
  private static final int PLACE_BITS = 24;

  private static final int MOST_IN_ORDER = 1 << PLACE_BITS;

  private final List<Op> ops = new ArrayList<>();
  private long heapBytes;
  private long largestBytes;

  /** Adds an operation that came after all others. */
  void add(Op op) {
    ops.add(op);
    byte[] value = op.value();
    long bytes = op.key().length + (value == null ? 0L : value.length);
    heapBytes += OP_BYTES + bytes;
    largestBytes = Math.max(largestBytes, bytes);
  }

  /** The bytes of the largest operation. */
  long largestBytes() {
    return largestBytes;
  }

  /** About how much heap it takes. */
  long heapBytes() {
    return heapBytes;
  }

  boolean isEmpty() {
    return ops.isEmpty();
  }

  /** Hands all of them out, and is empty then. */
  void drainTo(Consumer<Op> taker) {
    handOutTo(taker);
    clear();
  }

  /**
   * Hands all of them out. A deletion of a range comes after those before it, and before those
   * behind it.
   */
  void handOutTo(Consumer<Op> taker) {
    int from = 0;
    for (int i = 0; i < ops.size(); i++) {
      if (ops.get(i).type() == Op.Type.DELETE_RANGE) {
        handOut(ops.subList(from, i), taker);
        taker.accept(ops.get(i));
        from = i + 1;
      }
    }
    handOut(ops.subList(from, ops.size()), taker);
  }

  void clear() {
    ops.clear();
    heapBytes = 0;
    largestBytes = 0;
  }

  /**
   * Hands out puts and deletions. Numbers are put in order, made of the bytes in which keys first
   * differ and of the operation's place in time: the keys themselves lie scattered in memory.
   */
  private static void handOut(List<Op> run, Consumer<Op> taker) {
    for (int from = 0; from < run.size(); from += MOST_IN_ORDER) {
      List<Op> part = run.subList(from, Math.min(run.size(), from + MOST_IN_ORDER));
      long[] order = new long[part.size()];
      int prefix = commonPrefix(part);
      for (int i = 0; i < order.length; i++) {
        order[i] = KeyHead.of(part.get(i).key(), prefix) >>> PLACE_BITS << PLACE_BITS | i;
      }
      Arrays.parallelSort(order);
      handOut(part, order, taker);
    }
  }

  private static void handOut(List<Op> part, long[] order, Consumer<Op> taker) {
    for (int i = 0, end; i < order.length; i = end) {
      end = i + 1;
      while (end < order.length && (order[i] ^ order[end]) >>> PLACE_BITS == 0) {
        end++;
      }
      Op[] alike = new Op[end - i];
      for (int k = 0; k < alike.length; k++) {
        alike[k] = part.get((int) order[i + k] & (MOST_IN_ORDER - 1));
      }
      handOutAlike(alike, taker);
    }
  }

  /** Hands out operations on keys that begin alike, which come in the order of time. */
  private static void handOutAlike(Op[] alike, Consumer<Op> taker) {
    // It keeps those of one key in their order.
    Arrays.sort(alike, (a, b) -> Arrays.compareUnsigned(a.key(), b.key()));
    for (int i = 0; i < alike.length; i++) {
      if (i == alike.length - 1 || !Arrays.equals(alike[i].key(), alike[i + 1].key())) {
        taker.accept(alike[i]);
      }
    }
  }

  /** How many bytes all keys begin with alike. */
  private static int commonPrefix(List<Op> run) {
    if (run.isEmpty()) {
      return 0;
    }
    byte[] first = run.get(0).key();
    int length = first.length;
    for (Op op : run) {
      int mismatch = Arrays.mismatch(first, 0, length, op.key(), 0, op.key().length);
      length = mismatch < 0 ? length : Math.min(length, mismatch);
    }
    return length;
  }
}
