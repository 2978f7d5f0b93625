package dev.kedge.internal.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.page.ReaderSpans.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PageAllocatorTest {

  private final PageAllocator allocator = new PageAllocator(2, new BitSet(), 0);

  private static ReaderSpans readersAt(long... versions) {
    return ReaderSpans.of(
        LongStream.of(versions).mapToObj(version -> new Span(version, version)).toList());
  }

  /** A checkpoint of a version that writes one page and gives another up, if there is one. */
  private long replace(long version, long old, ReaderSpans readers) {
    allocator.begin(version - 1, readers);
    long page = allocator.allocate(version);
    if (old != 0) {
      allocator.free(version, old, 1);
    }
    allocator.commit(version, version + 1);
    return page;
  }

  @Test
  void aPageIsUsedAgainOnceBothMetaPagesAreAtTheCheckpointThatGaveItUp() {
    long first = replace(1, 0, ReaderSpans.NONE);
    long second = replace(2, first, ReaderSpans.NONE);
    allocator.begin(1, ReaderSpans.NONE);
    assertNotEquals(first, allocator.allocate(3));
    allocator.begin(2, ReaderSpans.NONE);
    assertEquals(first, allocator.allocate(3));
    assertNotEquals(second, first);
  }

  @Test
  void aPageThatAReaderMayComeToIsKeptUntilTheReaderIsGone() {
    long first = replace(1, 0, ReaderSpans.NONE);
    long second = replace(2, first, readersAt(1));
    long third = replace(3, second, readersAt(1));
    allocator.begin(3, readersAt(1));
    assertEquals(1, allocator.pagesKeptFor(readersAt(1)));
    assertEquals(second, allocator.allocate(4));
    assertTrue(allocator.allocate(4) > third);
    allocator.begin(3, ReaderSpans.NONE);
    assertEquals(first, allocator.allocate(4));
  }

  @Test
  void aPageBornAndGivenUpWhileAReaderStaysIsUsedAgain() {
    long page = replace(5, 0, ReaderSpans.NONE);
    for (long version = 6; version < 1000; version++) {
      page = replace(version, page, readersAt(5));
    }
    // The reader's page, the present one, and the one before that.
    assertEquals(2 + 3, allocator.pageCount());
    assertEquals(1, allocator.pagesKeptFor(readersAt(5)));
  }

  @Test
  void eachOfSeveralReadersKeepsItsOwnPageOnly() {
    List<Span> readers = new ArrayList<>();
    long page = 0;
    for (long version = 1; version <= 1000; version++) {
      page = replace(version, page, ReaderSpans.of(readers));
      if (version % 100 == 50) {
        readers.add(new Span(version + 1, version));
      }
    }
    assertEquals(2 + 10 + 2, allocator.pageCount());
    for (Span reader : readers) {
      assertEquals(1, allocator.pagesKeptFor(ReaderSpans.of(List.of(reader))));
    }
  }

  @Test
  void aPageThatAReaderBetweenTwoCheckpointsMayComeToIsKept() {
    allocator.begin(0, readersAt(7));
    long earlier = allocator.allocate(6);
    long same = allocator.allocate(7);
    long later = allocator.allocate(8);
    allocator.commit(10, 11);
    allocator.free(11, earlier, 1);
    allocator.free(11, same, 1);
    allocator.free(11, later, 1);
    replace(11, 0, readersAt(7));
    allocator.begin(11, readersAt(7));
    assertEquals(2, allocator.pagesKeptFor(readersAt(7)));
    assertEquals(later, allocator.allocate(12));
    assertTrue(allocator.allocate(12) > later);
  }

  @Test
  void aReaderThatBeganBeforeTheCheckpointCountedKeepsWhatItGaveUp() {
    long first = replace(1, 0, ReaderSpans.NONE);
    allocator.begin(1, ReaderSpans.NONE);
    allocator.free(2, first, 1);
    allocator.commit(3, 6);
    allocator.begin(3, readersAt(5));
    assertNotEquals(first, allocator.allocate(7));
    allocator.begin(3, ReaderSpans.of(List.of(new Span(6, 5))));
    assertEquals(first, allocator.allocate(7));
  }

  @Test
  void aReaderWhoseVersionIsNotKnownKeepsAllFromTheLowestOn() {
    long first = replace(1, 0, ReaderSpans.NONE);
    long second = replace(2, first, ReaderSpans.NONE);
    long third = replace(3, second, readersAt(2));
    allocator.begin(3, ReaderSpans.of(List.of(new Span(3, Long.MAX_VALUE))));
    assertEquals(first, allocator.allocate(4));
    assertTrue(allocator.allocate(4) > third);
  }

  @Test
  void moreReadersThanAreToldApartKeepAtLeastTheirOwn() {
    int count = 5 * ReaderSpans.MOST;
    long[] readers = LongStream.range(0, count).map(i -> 10 * i).toArray();
    ReaderSpans spans = readersAt(readers);
    assertEquals(ReaderSpans.MOST, spans.spans().size());
    for (long reader : readers) {
      assertTrue(!spans.needing(reader, reader + 1).isEmpty());
    }
    assertTrue(spans.needing(10L * count, Long.MAX_VALUE).isEmpty());
  }

  @Test
  void theWidestGapsBetweenReadersAreToldApart() {
    long[] near = LongStream.range(1000, 1100).map(i -> 3 * i).toArray();
    long[] readers = Arrays.copyOf(near, near.length + 2);
    readers[near.length] = 5;
    readers[near.length + 1] = 900;
    ReaderSpans spans = readersAt(readers);
    assertTrue(spans.needing(6, 900).isEmpty());
    assertTrue(spans.needing(901, 3000).isEmpty());
    assertTrue(!spans.needing(5, 6).isEmpty());
  }

  @Test
  void pagesOfRunsAreToldApartLikeOthers() {
    allocator.begin(0, readersAt(1));
    long old = allocator.allocateRun(3, 1);
    long young = allocator.allocateRun(4, 2);
    allocator.commit(2, 3);
    allocator.free(3, old, 3);
    allocator.free(3, young, 4);
    replace(3, 0, readersAt(1));
    allocator.begin(3, readersAt(1));
    assertEquals(3, allocator.pagesKeptFor(readersAt(1)));
    assertEquals(young, allocator.allocateRun(4, 4));
  }

  @Test
  void aPageThatWasTakenBackCanBeTakenForAnything() {
    allocator.begin(0, readersAt(1));
    long page = allocator.allocate(2);
    allocator.release(page, 1);
    allocator.begin(0, readersAt(1));
    assertEquals(page, allocator.allocate(1));
    allocator.commit(2, 3);
    allocator.free(3, page, 1);
    replace(3, 0, readersAt(1));
    allocator.begin(3, readersAt(1));
    assertEquals(1, allocator.pagesKeptFor(readersAt(1)));
  }

  /**
   * States of many slots, each in a page; readers come, stay for any time and go; every page is as
   * the reader's state has it until the reader is gone, and no page is free and in use.
   */
  @Test
  void noPageIsWrittenAgainThatAReaderMayComeTo() {
    for (int seed = 0; seed < 200; seed++) {
      new Rewriting(new Random(seed), seed % 7 == 0 ? 60 : 1 + seed % 6).run(seed);
    }
  }

  private static final class Rewriting {
    private static final int SLOTS = 40;

    private final Random random;
    private final int mostReaders;
    private final PageAllocator pages = new PageAllocator(2, new BitSet(), 0);
    private final Map<Long, String> file = new HashMap<>();
    private final Content[] state = new Content[SLOTS];
    private final List<Held> readers = new ArrayList<>();
    private long version;
    private long lastGate;

    /** A reader, and where it finds what: in a page, or in memory for want of one. */
    private record Held(Span span, List<Content> content) {}

    /** What a slot has from a version on; it gets a page when a checkpoint comes by. */
    private static final class Content {
      final String text;
      final long born;
      long page;

      Content(String text, long born) {
        this.text = text;
        this.born = born;
      }
    }

    Rewriting(Random random, int mostReaders) {
      this.random = random;
      this.mostReaders = mostReaders;
    }

    void run(int seed) {
      for (int step = 0; step < 300; step++) {
        switch (random.nextInt(5)) {
          case 0 -> checkpoint();
          case 1 -> openOrClose();
          default -> commit();
        }
        for (Held reader : readers) {
          for (Content content : reader.content) {
            if (content != null && content.page != 0) {
              assertEquals(content.text, file.get(content.page), "seed " + seed);
            }
          }
        }
      }
      assertTrue(
          pages.pageCount() <= 2 + (long) SLOTS * (3 + 2 * mostReaders), "" + pages.pageCount());
    }

    private void commit() {
      version++;
      for (int i = random.nextInt(20); i >= 0; i--) {
        int slot = random.nextInt(SLOTS);
        Content old = state[slot];
        if (old != null && old.page != 0) {
          pages.free(version, old.page, 1);
        }
        state[slot] = new Content(slot + "@" + version, version);
      }
    }

    private void openOrClose() {
      if (readers.size() < mostReaders && random.nextInt(3) > 0) {
        Span span = new Span(Math.max(version, lastGate), version);
        readers.add(new Held(span, new ArrayList<>(Arrays.asList(state))));
      } else if (!readers.isEmpty()) {
        readers.remove(random.nextInt(readers.size()));
      }
    }

    private void checkpoint() {
      pages.begin(version, ReaderSpans.of(readers.stream().map(Held::span).toList()));
      for (Content content : state) {
        write(content);
      }
      for (Held reader : readers) {
        for (Content content : reader.content) {
          if (write(content)) {
            pages.free(version, content.page, 1);
          }
        }
      }
      pages.commit(version, version + 1);
      lastGate = version + 1;
      assertEquals(pages.pageCount(), pages.livePages() + pages.freePages());
    }

    private boolean write(Content content) {
      if (content == null || content.page != 0) {
        return false;
      }
      content.page = pages.allocate(content.born);
      file.put(content.page, content.text);
      return true;
    }
  }
}
