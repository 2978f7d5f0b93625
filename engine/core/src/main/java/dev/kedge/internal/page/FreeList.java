package dev.kedge.internal.page;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The list of free pages as the file holds it: a chain of pages of kind {@link
 * PageHeader#FREE_LIST}. Each holds pairs of variable-length integers: how many pages are used
 * since the last range, and how many are free then.
 *
 * <pre>
 * 56 u64  next page of the list, 0 at the end
 * 64 u32  bytes of pairs in this page
 * 68      the pairs
 * </pre>
 */
public final class FreeList {

  private static final int NEXT = PageHeader.BYTES;
  private static final int LENGTH = NEXT + 8;
  private static final int PAIRS = LENGTH + 4;

  /** Two integers of up to five bytes each. */
  private static final int MAX_PAIR = 10;

  private FreeList() {}

  /** The pages as a checkpoint writes them, sealed, with the numbers they have. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record Image(long[] numbers, byte[] pages) {
    /** The first page, 0 if there is none. */
    public long head() {
      return numbers.length == 0 ? 0 : numbers[0];
    }
  }

  /**
   * Reads the list that begins at {@code head}.
   *
   * @param members gets the numbers of the list's own pages, which are in use
   * @return the free pages; ranges beyond {@code pageCount} are left out, as they were cut off
   * @throws dev.kedge.CorruptionException if it is damaged
   */
  public static BitSet read(PageFile file, long head, long pageCount, BitSet members) {
    BitSet free = new BitSet();
    long page = head;
    long at = 0;
    while (page != 0) {
      ByteBuffer buffer = file.buffer(page);
      int offset = file.offset(page);
      int length = buffer.getInt(offset + LENGTH);
      if (PageHeader.kind(buffer, offset) != PageHeader.FREE_LIST
          || length < 0
          || length > file.pageSize() - PAIRS
          || members.get((int) page)) {
        throw file.damaged(page, "page " + page + " is no proper part of the free list");
      }
      members.set((int) page);
      int position = offset + PAIRS;
      int end = position + length;
      while (position < end) {
        long used = Varint.read(buffer, position);
        position += Varint.size(used);
        long run = Varint.read(buffer, position);
        position += Varint.size(run);
        long start = at + used;
        at = start + run;
        if (used < 0 || run <= 0 || start < 2 || at > Integer.MAX_VALUE || position > end) {
          throw file.damaged(page, "the free list in page " + page + " makes no sense");
        }
        if (start < pageCount) {
          free.set((int) start, (int) Math.min(at, pageCount));
        }
      }
      page = buffer.getLong(offset + NEXT);
    }
    return free;
  }

  /**
   * Lays out the list of what is free at {@code version}. The pages that the list itself takes come
   * from the allocator and are not free any more.
   *
   * @param aside pages that are in use now and will not be after a restart
   */
  public static Image write(PageAllocator allocator, int pageSize, long version, BitSet aside) {
    List<Long> numbers = new ArrayList<>();
    int room = pageSize - PAIRS - MAX_PAIR;
    while (true) {
      // Taking a page can split a range or end one, so the size is looked at again each time.
      BitSet free = allocator.freeAt(version);
      free.or(aside);
      long bytes = encodedSize(free);
      if (bytes <= (long) numbers.size() * room) {
        return encode(free, numbers, pageSize, version);
      }
      long missing = (bytes + room - 1) / room - numbers.size();
      for (long i = 0; i < missing; i++) {
        numbers.add(allocator.allocate(version));
      }
    }
  }

  private static long encodedSize(BitSet free) {
    long bytes = 0;
    int at = 0;
    for (int start = free.nextSetBit(0); start >= 0; start = free.nextSetBit(at)) {
      int end = free.nextClearBit(start);
      bytes += Varint.size(start - at) + Varint.size(end - start);
      at = end;
    }
    return bytes;
  }

  private static Image encode(BitSet free, List<Long> numbers, int pageSize, long version) {
    byte[] pages = new byte[numbers.size() * pageSize];
    ByteBuffer out = ByteBuffer.wrap(pages);
    int at = 0;
    int start = free.nextSetBit(0);
    for (int i = 0; i < numbers.size(); i++) {
      int base = i * pageSize;
      int position = base + PAIRS;
      while (start >= 0 && position + MAX_PAIR <= base + pageSize) {
        int end = free.nextClearBit(start);
        position = Varint.write(out, position, start - at);
        position = Varint.write(out, position, end - start);
        at = end;
        start = free.nextSetBit(end);
      }
      out.putLong(base + NEXT, i + 1 < numbers.size() ? numbers.get(i + 1) : 0);
      out.putInt(base + LENGTH, position - base - PAIRS);
      PageHeader.seal(out, base, pageSize, PageHeader.FREE_LIST, 0, numbers.get(i), version);
    }
    return new Image(numbers.stream().mapToLong(Long::longValue).toArray(), pages);
  }
}
