package dev.kedge.internal.page;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * The pages that were checked since they last came from the device, as far as one can know: all
 * since the file was opened, or, of a file that is larger than memory, the last of them. What is
 * not among them is to be read and checked before its map is touched: a system that loads a page
 * because its map is touched reads what is around it too, up to megabytes, which pushes out what
 * other readers need.
 *
 * <p>Any thread may call anything. A page that is added while others are forgotten or room is made
 * may be missing; what was never added is never there.
 */
final class CheckedPages {

  /** Smaller files are not compared with memory, as it takes a while to ask how much there is. */
  private static final long SMALL_BYTES = 128L << 20;

  /** The part of memory for files that is remembered: far less than the system keeps. */
  private static final int REMEMBERED_SHARE = 32;

  private final int pageSize;
  private final LongSupplier memory;
  private final AtomicLong count = new AtomicLong();
  private volatile AtomicLongArray bits = new AtomicLongArray(1);
  private volatile long most = Long.MAX_VALUE;

  /**
   * For a file of which nothing was read yet.
   *
   * @param memory how many bytes of files the system is likely to keep
   */
  CheckedPages(int pageSize, LongSupplier memory) {
    this.pageSize = pageSize;
    this.memory = memory;
  }

  /** Whether it has a page, which must be one of those that {@link #extendTo} was told of. */
  boolean contains(long page) {
    return (bits.getPlain((int) (page >>> 6)) & 1L << page) != 0;
  }

  /** Adds a page, if it is one of those that {@link #extendTo} was told of. */
  void add(long page) {
    AtomicLongArray current = bits;
    int word = (int) (page >>> 6);
    if (word >= current.length()) {
      return;
    }
    long bit = 1L << page;
    long before = current.getAndAccumulate(word, bit, (a, b) -> a | b);
    if ((before & bit) == 0 && count.incrementAndGet() > most) {
      forget();
    }
  }

  private synchronized void forget() {
    count.set(0);
    bits = new AtomicLongArray(bits.length());
  }

  /** Makes room for pages up to this number, which is how long the file is now. */
  synchronized void extendTo(long pageCount) {
    int words = (int) (pageCount >>> 6) + 1;
    if (words > bits.length()) {
      AtomicLongArray longer = new AtomicLongArray(words + (words >> 2));
      for (int i = 0; i < bits.length(); i++) {
        longer.setPlain(i, bits.getPlain(i));
      }
      bits = longer;
    }
    long bytes = pageCount * pageSize;
    if (bytes > SMALL_BYTES && bytes > memory.getAsLong()) {
      most = memory.getAsLong() / REMEMBERED_SHARE / pageSize;
    }
  }
}
