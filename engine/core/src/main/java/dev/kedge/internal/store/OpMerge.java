package dev.kedge.internal.store;

import dev.kedge.internal.wal.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads runs side by side: of each key the last operation, in the order of keys. The runs stand in
 * a heap (Williams, Algorithm 232, 1964), compared by the bytes in which their keys first differ.
 *
 * <p>Used by one thread at a time.
 */
final class OpMerge {

  private final Source[] heap;
  private final int prefix;
  private int size;
  private byte @Nullable [] lastKey;
  private long doneBytes;

  /** A run that is being read. */
  private final class Source {
    private final OpRun.Reader reader;
    private final int age;
    private long head;

    Source(OpRun.Reader reader, int age) {
      this.reader = reader;
      this.age = age;
      noteHead();
    }

    private void noteHead() {
      head = KeyHead.of(reader.op().key(), prefix);
    }

    boolean next() {
      boolean more = reader.next();
      if (more) {
        noteHead();
      }
      return more;
    }

    /** By key, and of one key the newest first. */
    boolean isBefore(Source other) {
      if (head != other.head) {
        return head < other.head;
      }
      int order = Arrays.compareUnsigned(reader.op().key(), other.reader.op().key());
      return order < 0 || (order == 0 && age > other.age);
    }
  }

  /** Begins with runs that were written one after another. */
  OpMerge(List<OpRun.Reader> runs) {
    List<OpRun.Reader> begun = runs.stream().filter(OpRun.Reader::next).toList();
    heap = new Source[begun.size()];
    prefix = commonPrefix(begun);
    for (int age = 0; age < begun.size(); age++) {
      heap[size++] = new Source(begun.get(age), age);
    }
    for (int i = size / 2 - 1; i >= 0; i--) {
      siftDown(i);
    }
  }

  /** How many bytes all keys of all runs begin with alike. */
  private static int commonPrefix(List<OpRun.Reader> begun) {
    int length = Integer.MAX_VALUE;
    for (OpRun.Reader run : begun) {
      byte[] first = begun.get(0).op().key();
      byte[] key = run.op().key();
      int mismatch = Arrays.mismatch(first, key);
      length = Math.min(length, Math.min(run.commonPrefix(), mismatch < 0 ? length : mismatch));
    }
    return length;
  }

  /**
   * What was read at once.
   *
   * @param ops the operations; none when all were given
   * @param doneBytes how many bytes of the runs were read until then
   */
  record Chunk(List<Op> ops, long doneBytes) {}

  /** The next operations, from about so many bytes of the runs. */
  Chunk next(int bytes) {
    List<Op> ops = new ArrayList<>();
    long end = doneBytes + bytes;
    while (size > 0 && (doneBytes < end || ops.isEmpty())) {
      Op op = remove();
      // Those of one key come one after another, the newest first.
      if (lastKey == null || !Arrays.equals(op.key(), lastKey)) {
        ops.add(op);
        lastKey = op.key();
      }
    }
    return new Chunk(ops, doneBytes);
  }

  private Op remove() {
    Source first = heap[0];
    Op op = first.reader.op();
    doneBytes += first.reader.opBytes();
    if (!first.next()) {
      heap[0] = heap[--size];
    }
    siftDown(0);
    return op;
  }

  private void siftDown(int from) {
    Source moved = heap[from];
    int at = from;
    for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
        child++;
      }
      if (moved.isBefore(heap[child])) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = moved;
  }
}
