package dev.kedge.internal.btree;

import dev.kedge.internal.page.PageFile;
import dev.kedge.internal.page.PageHeader;
import dev.kedge.internal.page.Varint;
import java.nio.ByteBuffer;

/** The values of a leaf page, read in place, and of the overflow pages they may be in. */
final class LeafPage {

  private LeafPage() {}

  /** The length of a value. */
  static int valueLength(ByteBuffer page, int offset, int index) {
    return (int) (Varint.read(page, NodePage.value(page, offset, index)) >>> 1);
  }

  /** The first overflow page of a value, 0 if it is in the leaf. */
  static long overflowPage(ByteBuffer page, int offset, int index) {
    int at = NodePage.value(page, offset, index);
    long descriptor = Varint.read(page, at);
    return (descriptor & 1) == 0 ? 0 : page.getLong(at + Varint.size(descriptor));
  }

  /** Where a value that is in the leaf begins, in the buffer. */
  static int inlineValue(ByteBuffer page, int offset, int index) {
    int at = NodePage.value(page, offset, index);
    return at + Varint.size(Varint.read(page, at));
  }

  /**
   * Copies entries to a page in the making that has the same prefix.
   *
   * @param target a heap buffer in which that page begins at {@code targetOffset}
   * @param targetCount how many entries it will have
   * @param at where in the buffer the first of the copied ones is to begin
   * @return where the last one ends
   */
  static int copyEntries(
      ByteBuffer page,
      int offset,
      int first,
      int count,
      ByteBuffer target,
      int targetOffset,
      int targetCount,
      int targetFirst,
      int at) {
    int ownCount = NodePage.count(page, offset);
    int start = NodePage.entry(page, offset, ownCount, first);
    int length = end(page, offset, first + count - 1) - start;
    copy(page, start, target, at, length);
    int heads = targetOffset + NodePage.HEADS + 4 * targetFirst;
    copy(page, offset + NodePage.HEADS + 4 * first, target, heads, 4 * count);
    int slots = targetOffset + NodePage.HEADS + 4 * targetCount + 2 * targetFirst;
    int shift = at - targetOffset - start;
    for (int i = 0; i < count; i++) {
      int entry = NodePage.entry(page, offset, ownCount, first + i);
      target.putShort(slots + 2 * i, (short) (entry + shift));
    }
    return at + length;
  }

  private static void copy(ByteBuffer page, int from, ByteBuffer target, int to, int length) {
    page.get(from, target.array(), target.arrayOffset() + to, length);
  }

  /** Where an entry ends, in the buffer. */
  private static int end(ByteBuffer page, int offset, int index) {
    int value = inlineValue(page, offset, index);
    boolean overflow = overflowPage(page, offset, index) != 0;
    return value + (overflow ? Long.BYTES : valueLength(page, offset, index));
  }

  /** The bytes that all entries take without their slots and their prefix. */
  static int entriesBytes(ByteBuffer page, int offset) {
    int count = NodePage.count(page, offset);
    return count == 0 ? 0 : end(page, offset, count - 1) - NodePage.entry(page, offset, count, 0);
  }

  /** A copy of a value, wherever it is. */
  static byte[] value(PageFile pages, ByteBuffer page, int offset, int index) {
    int at = NodePage.value(page, offset, index);
    long descriptor = Varint.read(page, at);
    int length = (int) (descriptor >>> 1);
    at += Varint.size(descriptor);
    if ((descriptor & 1) != 0) {
      return overflowValue(pages, page.getLong(at), length);
    }
    byte[] value = new byte[length];
    page.get(at, value);
    return value;
  }

  /** How many overflow pages a value takes. */
  static int overflowPages(int pageSize, int length) {
    int room = pageSize - PageHeader.BYTES;
    return Math.max(1, (int) (((long) length + room - 1) / room));
  }

  /** A copy of a value that is in overflow pages. */
  static byte[] overflowValue(PageFile pages, long first, int length) {
    int room = pages.pageSize() - PageHeader.BYTES;
    int count = overflowPages(pages.pageSize(), length);
    // The last page is looked at first, so that a wrong length is refused before memory is taken.
    checkOverflow(pages, first + count - 1);
    byte[] value = new byte[length];
    for (int i = 0; i < count; i++) {
      long number = first + i;
      ByteBuffer page = checkOverflow(pages, number);
      int from = i * room;
      page.get(pages.offset(number) + PageHeader.BYTES, value, from, Math.min(room, length - from));
    }
    return value;
  }

  private static ByteBuffer checkOverflow(PageFile pages, long number) {
    ByteBuffer page = pages.buffer(number);
    if (PageHeader.kind(page, pages.offset(number)) != PageHeader.OVERFLOW) {
      throw pages.damaged(number, "page " + number + " holds no part of a value");
    }
    return page;
  }
}
