package dev.kedge.internal.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CheckedPagesTest {

  private static final int PAGE = 8 << 10;
  private static final long PAGES_OF_LARGE_FILE = (1L << 30) / PAGE;

  @Test
  void all_pages_of_a_file_that_memory_can_hold_are_remembered() {
    CheckedPages pages = new CheckedPages(PAGE, () -> 1L << 30);
    pages.extendTo(PAGES_OF_LARGE_FILE);
    add(pages, 0, PAGES_OF_LARGE_FILE);
    assertEquals(PAGES_OF_LARGE_FILE, known(pages, PAGES_OF_LARGE_FILE));
  }

  @Test
  void the_last_pages_of_a_file_larger_than_memory_are_remembered() {
    long memory = 512L << 20;
    CheckedPages pages = new CheckedPages(PAGE, () -> memory);
    pages.extendTo(PAGES_OF_LARGE_FILE);
    add(pages, 0, PAGES_OF_LARGE_FILE - 10);
    assertTrue(known(pages, PAGES_OF_LARGE_FILE) <= memory / 32 / PAGE);
    add(pages, PAGES_OF_LARGE_FILE - 1, PAGES_OF_LARGE_FILE);
    assertTrue(pages.contains(PAGES_OF_LARGE_FILE - 1));
  }

  @Test
  void a_file_that_outgrows_memory_is_no_longer_remembered_as_a_whole() {
    CheckedPages pages = new CheckedPages(PAGE, () -> 512L << 20);
    pages.extendTo(PAGES_OF_LARGE_FILE / 4);
    add(pages, 0, PAGES_OF_LARGE_FILE / 4);
    assertEquals(PAGES_OF_LARGE_FILE / 4, known(pages, PAGES_OF_LARGE_FILE / 4));
    pages.extendTo(PAGES_OF_LARGE_FILE);
    add(pages, PAGES_OF_LARGE_FILE / 4, PAGES_OF_LARGE_FILE / 4 + 1);
    assertTrue(known(pages, PAGES_OF_LARGE_FILE) <= 1);
  }

  @Test
  void how_much_memory_there_is_is_not_asked_for_a_small_file() {
    CheckedPages pages =
        new CheckedPages(
            PAGE,
            () -> {
              throw new AssertionError("asked");
            });
    pages.extendTo(1000);
    add(pages, 0, 1000);
    assertEquals(1000, known(pages, 1000));
  }

  @Test
  void a_page_for_which_no_room_was_made_is_left_out() {
    CheckedPages pages = new CheckedPages(PAGE, () -> Long.MAX_VALUE);
    pages.extendTo(10);
    pages.add(100_000);
    assertEquals(0, known(pages, 10));
  }

  private static void add(CheckedPages pages, long from, long to) {
    for (long page = from; page < to; page++) {
      pages.add(page);
    }
  }

  private static long known(CheckedPages pages, long pageCount) {
    return LongStream.range(0, pageCount).filter(pages::contains).count();
  }
}
