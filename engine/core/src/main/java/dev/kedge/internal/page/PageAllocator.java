package dev.kedge.internal.page;

import dev.kedge.LimitExceededException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * Knows which pages are free, and when a page that was given up may be written again.
 *
 * <p>A page that a commit gave up is still needed by the meta pages of checkpoints before that
 * commit, and by every reader that may hold a node from before the checkpoint that wrote the
 * replacement. So pages wait in batches, one for each checkpoint, and are reused when both meta
 * pages are at that checkpoint or later and no reader is older.
 *
 * <p>Commits add what they give up from any thread; everything else is done by the one thread that
 * holds the checkpoint.
 */
public final class PageAllocator {

  private final BitSet available = new BitSet();
  private final Deque<Batch> waiting = new ArrayDeque<>();
  private final List<Freed> freed = new ArrayList<>();
  private long pageCount;
  private int cursor;

  private record Freed(long version, long page, long count) {}

  private record Batch(long checkpoint, long readerGate, BitSet pages) {}

  /**
   * Starts from what a checkpoint says.
   *
   * @param checkpoint its version; its free pages wait until both meta pages are there
   */
  public PageAllocator(long pageCount, BitSet free, long checkpoint) {
    this.pageCount = pageCount;
    waiting.add(new Batch(checkpoint, 0, free));
  }

  /** Notes that from {@code version} on nothing needs these pages. */
  public synchronized void free(long version, long page, long count) {
    freed.add(new Freed(version, page, count));
  }

  /**
   * Starts a checkpoint: pages that nobody can need any more become available.
   *
   * @param oldestMeta the lower version of the two meta pages
   * @param oldestReader the lowest version a reader has pinned, or {@link Long#MAX_VALUE}
   */
  public synchronized void begin(long oldestMeta, long oldestReader) {
    waiting.removeIf(
        batch -> {
          boolean ready = batch.checkpoint <= oldestMeta && batch.readerGate <= oldestReader;
          if (ready) {
            available.or(batch.pages);
          }
          return ready;
        });
    cursor = 0;
  }

  /** Pages that are kept from being reused only because a reader may be at a version. */
  public synchronized long pagesKeptFor(long reader) {
    return waiting.stream()
        .filter(batch -> batch.readerGate > reader)
        .mapToLong(batch -> batch.pages.cardinality())
        .sum();
  }

  /** Takes one free page, in ascending order within a checkpoint, or one behind the end. */
  public synchronized long allocate() {
    int page = available.nextSetBit(cursor);
    if (page < 0) {
      return extend(1);
    }
    cursor = page + 1;
    available.clear(page);
    return page;
  }

  /** Takes {@code count} pages in a row, free ones if there are as many in a row. */
  public synchronized long allocateRun(int count) {
    int start = available.nextSetBit(0);
    while (start >= 0) {
      int end = available.nextClearBit(start);
      if (end - start >= count) {
        available.clear(start, start + count);
        return start;
      }
      start = available.nextSetBit(end);
    }
    return extend(count);
  }

  private long extend(int count) {
    long page = pageCount;
    if (page + count > Integer.MAX_VALUE) {
      throw new LimitExceededException("pages of a database", Integer.MAX_VALUE, page + count);
    }
    pageCount += count;
    return page;
  }

  /**
   * All pages that a database at {@code version} does not need, whoever still reads them now: what
   * the free list in the file says.
   */
  public synchronized BitSet freeAt(long version) {
    BitSet all = (BitSet) available.clone();
    for (Batch batch : waiting) {
      all.or(batch.pages);
    }
    all.or(givenUpUntil(version));
    return all;
  }

  private BitSet givenUpUntil(long version) {
    BitSet pages = new BitSet();
    for (Freed range : freed) {
      if (range.version <= version) {
        pages.set((int) range.page, (int) (range.page + range.count));
      }
    }
    return pages;
  }

  /**
   * Ends a checkpoint that became durable: what was given up until its version now waits.
   *
   * @param readerGate readers below this version may still hold the pages
   */
  public synchronized void commit(long version, long readerGate) {
    waiting.add(new Batch(version, readerGate, givenUpUntil(version)));
    freed.removeIf(range -> range.version <= version);
  }

  /** Takes back pages that were allocated and will not be used. */
  public synchronized void release(long page, int count) {
    available.set((int) page, (int) page + count);
  }

  /** Pages of the file, the meta pages included. */
  public synchronized long pageCount() {
    return pageCount;
  }

  /** Pages that hold the current state. */
  public synchronized long livePages() {
    return pageCount - freePages();
  }

  /** Pages that hold nothing of the current state, whether they may be reused already or not. */
  public synchronized long freePages() {
    long count = available.cardinality();
    for (Batch batch : waiting) {
      count += batch.pages.cardinality();
    }
    for (Freed range : freed) {
      count += range.count;
    }
    return count;
  }
}
