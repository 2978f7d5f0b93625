package dev.kedge.internal.page;

import dev.kedge.LimitExceededException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Knows which pages are free, and when a page that was given up may be written again.
 *
 * <p>The invariant: content is <em>born</em> with the commit that made it, at version {@code b},
 * and <em>given up</em> by the commit that replaced it, at version {@code s}; the states from
 * {@code b} to before {@code s} have it, and no other. Its page is not written again as long as
 *
 * <ul>
 *   <li>a meta page is below the checkpoint through {@code s}: a crash would bring that state back;
 *   <li>a reader is at a version {@code p} with {@code b <= p < s};
 *   <li>or with {@code s <= p}, and began before the checkpoint through {@code s} counted: until
 *       then, nodes in memory that replaced the content go on reading from its page what they did
 *       not change, and a reader may hold such a node as long as it stays. The <em>gate</em> of the
 *       checkpoint is above every version that was published by then, so that both kinds of reader
 *       are below it. Nodes made later don't read such a page.
 * </ul>
 *
 * So what is born and given up while a reader stays is used again all the same: one that is
 * forgotten keeps the content of its own state, and the pages that its nodes in memory came from,
 * however long it stays and whatever is committed meanwhile.
 *
 * <p>Readers that {@link #begin} was not told of see a state at least as new as the one published
 * before. They need no page that waits, since each was given up, and its checkpoint made, before.
 *
 * <p>Pages that were given up wait in batches, those that the same readers need in one. When pages
 * in use were born is noted only as far as it tells readers apart: as one set for each of the
 * {@link ReaderSpans}, of the pages born after it. Pages in no set may be of any age. Without
 * readers there are no sets.
 *
 * <p>Commits add what they give up from any thread; everything else is done by the one thread that
 * holds the checkpoint.
 */
public final class PageAllocator {

  private final BitSet available = new BitSet();
  private List<Batch> waiting = new ArrayList<>();
  private final List<Freed> freed = new ArrayList<>();

  /** Pages in use by the version that they were born at or after: each in the last one it can. */
  private NavigableMap<Long, BitSet> bornFrom = new TreeMap<>();

  private long pageCount;
  private int cursor;

  private record Freed(long version, long page, long count) {}

  /** Pages that wait: born at a version or later, read below the gate. */
  private record Batch(long checkpoint, long born, long readerGate, BitSet pages) {

    /** Both as one, that waits for the readers of both. It has the pages of this one. */
    Batch with(Batch other) {
      pages.or(other.pages);
      return new Batch(
          Math.max(checkpoint, other.checkpoint),
          Math.min(born, other.born),
          Math.max(readerGate, other.readerGate),
          pages);
    }
  }

  /**
   * Starts from what a checkpoint says.
   *
   * @param checkpoint its version; its free pages wait until both meta pages are there
   */
  public PageAllocator(long pageCount, BitSet free, long checkpoint) {
    this.pageCount = pageCount;
    waiting.add(new Batch(checkpoint, 0, 0, free));
  }

  /** Notes that from {@code version} on nothing needs these pages. */
  public synchronized void free(long version, long page, long count) {
    freed.add(new Freed(version, page, count));
  }

  /**
   * Starts a checkpoint: pages that nobody can need any more become available.
   *
   * @param oldestMeta the lower version of the two meta pages
   * @param readers where all are that may hold a state from before now
   */
  public synchronized void begin(long oldestMeta, ReaderSpans readers) {
    List<Batch> tooNew = new ArrayList<>();
    Map<ReaderSpans.Range, Batch> kept = new LinkedHashMap<>();
    for (Batch batch : waiting) {
      ReaderSpans.Range needing = readers.needing(batch.born, batch.readerGate);
      if (batch.checkpoint > oldestMeta) {
        tooNew.add(batch);
      } else if (needing.isEmpty()) {
        available.or(batch.pages);
      } else {
        kept.merge(needing, batch, Batch::with);
      }
    }
    waiting = tooNew;
    waiting.addAll(kept.values());
    tellApart(readers);
    cursor = 0;
  }

  /** Makes a set for what is born after each reader; other sets become one with an older one. */
  private void tellApart(ReaderSpans readers) {
    NavigableMap<Long, BitSet> sets = new TreeMap<>();
    for (ReaderSpans.Span span : readers.spans()) {
      if (span.to() < Long.MAX_VALUE) {
        sets.put(span.to() + 1, new BitSet());
      }
    }
    bornFrom.forEach(
        (born, pages) -> {
          Map.Entry<Long, BitSet> set = sets.floorEntry(born);
          if (set != null) {
            set.getValue().or(pages);
          }
        });
    bornFrom = sets;
  }

  /** Pages that were given up, and that these readers may still need. */
  public synchronized long pagesKeptFor(ReaderSpans readers) {
    return waiting.stream()
        .filter(batch -> !readers.needing(batch.born, batch.readerGate).isEmpty())
        .mapToLong(batch -> batch.pages.cardinality())
        .sum();
  }

  /**
   * Takes one free page, in ascending order within a checkpoint, or one behind the end.
   *
   * @param born the first version that may have what is written there
   */
  public synchronized long allocate(long born) {
    int page = available.nextSetBit(cursor);
    if (page < 0) {
      return noteBirth(extend(1), 1, born);
    }
    cursor = page + 1;
    available.clear(page);
    return noteBirth(page, 1, born);
  }

  /**
   * Takes {@code count} pages in a row, free ones if there are as many in a row.
   *
   * @param born the first version that may have what is written there
   */
  public synchronized long allocateRun(int count, long born) {
    int start = available.nextSetBit(0);
    while (start >= 0) {
      int end = available.nextClearBit(start);
      if (end - start >= count) {
        available.clear(start, start + count);
        return noteBirth(start, count, born);
      }
      start = available.nextSetBit(end);
    }
    return noteBirth(extend(count), count, born);
  }

  private long noteBirth(long page, int count, long born) {
    Map.Entry<Long, BitSet> set = bornFrom.floorEntry(born);
    if (set != null) {
      set.getValue().set((int) page, (int) page + count);
    }
    return page;
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
    BitSet pages = givenUpUntil(version);
    bornFrom.forEach(
        (born, inUse) -> {
          BitSet young = (BitSet) inUse.clone();
          young.and(pages);
          if (!young.isEmpty()) {
            waiting.add(new Batch(version, born, readerGate, young));
            inUse.andNot(young);
            pages.andNot(young);
          }
        });
    waiting.add(new Batch(version, 0, readerGate, pages));
    freed.removeIf(range -> range.version <= version);
  }

  /** Takes back pages that were allocated and will not be used. */
  public synchronized void release(long page, int count) {
    available.set((int) page, (int) page + count);
    bornFrom.values().forEach(inUse -> inUse.clear((int) page, (int) page + count));
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
