package dev.kedge.internal.btree;

import dev.kedge.internal.page.PageHeader;
import dev.kedge.internal.page.Varint;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The layout that leaf and branch pages share, read in place. All functions take the buffer and the
 * offset at which the page begins in it.
 *
 * <pre>
 * 56 u16      length of the prefix that all keys of the page have
 * 58 u16      where the prefix is
 * 60 u32 × n  heads: the first four bytes of each key behind the prefix, zeros behind its end
 *    u16 × n  where each entry is
 *    u64 × n  children (branch only)
 *             the prefix, then the entries in the order of their keys
 * leaf entry    length of the key behind the prefix, the key, twice the length of the value
 *               plus 1 if it is in overflow pages, then the value or its first page (u64)
 * branch entry  length of the separator behind the prefix, the separator; the first is empty
 * </pre>
 *
 * The search compares heads first, so that it seldom leaves the few cache lines they are in. The
 * technique is the "poor man's normalized key" of Graefe, "Modern B-Tree Techniques" (2011).
 */
final class NodePage {

  /** Where the heads begin. */
  static final int HEADS = PageHeader.BYTES + 4;

  /** What each entry takes beside its own bytes. */
  static final int SLOT = 6;

  static final int PREFIX_LENGTH = PageHeader.BYTES;
  static final int PREFIX_OFFSET = PageHeader.BYTES + 2;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private NodePage() {}

  static int count(ByteBuffer page, int offset) {
    return PageHeader.count(page, offset);
  }

  static int prefixLength(ByteBuffer page, int offset) {
    return page.getShort(offset + PREFIX_LENGTH) & 0xffff;
  }

  /** Where entry {@code index} begins, in the buffer. */
  static int entry(ByteBuffer page, int offset, int count, int index) {
    return offset + (page.getShort(offset + HEADS + 4 * count + 2 * index) & 0xffff);
  }

  /**
   * Searches the entries from {@code first} on.
   *
   * @return the index of the key, or {@code -(i + 1)} where {@code i} is where it would stand
   */
  static int search(ByteBuffer page, int offset, byte[] key, int first) {
    int count = count(page, offset);
    int order = comparePrefix(page, offset, key);
    if (order != 0) {
      return order > 0 ? -(first + 1) : -(count + 1);
    }
    int head = head(key, prefixLength(page, offset));
    int low = first;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      order = compareBehindPrefix(page, offset, middle, key, head);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -(low + 1);
  }

  /** Compares the key of one entry with another key. */
  static int compareKey(ByteBuffer page, int offset, int index, byte[] key) {
    int order = comparePrefix(page, offset, key);
    return order != 0 ? order : compareSuffix(page, offset, index, key);
  }

  /**
   * Compares the key of one entry with one that begins with the prefix of the page.
   *
   * @param head the {@link #head} of the key behind the prefix
   */
  static int compareBehindPrefix(ByteBuffer page, int offset, int index, byte[] key, int head) {
    int there = page.getInt(offset + HEADS + 4 * index);
    return there != head
        ? Integer.compareUnsigned(there, head)
        : compareSuffix(page, offset, index, key);
  }

  /** The first four bytes from {@code from}, zeros behind the end of the key. */
  static int head(byte[] key, int from) {
    if (key.length - from >= Integer.BYTES) {
      return (int) INTS.get(key, from);
    }
    int head = 0;
    for (int i = from; i < key.length; i++) {
      head |= (key[i] & 0xff) << (24 - 8 * (i - from));
    }
    return head;
  }

  /** Compares the prefix of a page with a key: 0 if the key begins with it. */
  static int comparePrefix(ByteBuffer page, int offset, byte[] key) {
    int length = prefixLength(page, offset);
    if (length == 0) {
      return 0;
    }
    int at = offset + (page.getShort(offset + PREFIX_OFFSET) & 0xffff);
    int order = compare(page, at, Math.min(length, key.length), key, 0);
    return order != 0 || key.length >= length ? order : 1;
  }

  private static int compareSuffix(ByteBuffer page, int offset, int index, byte[] key) {
    int from = prefixLength(page, offset);
    int entry = entry(page, offset, count(page, offset), index);
    int length = page.get(entry);
    int at = entry + 1;
    if (length < 0) {
      length = (int) Varint.read(page, entry);
      at = entry + Varint.size(length);
    }
    int order = compare(page, at, Math.min(length, key.length - from), key, from);
    return order != 0 ? order : Integer.compare(length, key.length - from);
  }

  private static int compare(ByteBuffer page, int at, int length, byte[] key, int from) {
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      long there = page.getLong(at + i);
      long here = (long) LONGS.get(key, from + i);
      if (there != here) {
        return Long.compareUnsigned(there, here);
      }
    }
    for (; i < length; i++) {
      int order = Integer.compare(page.get(at + i) & 0xff, key[from + i] & 0xff);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  static int keyLength(ByteBuffer page, int offset, int index) {
    int entry = entry(page, offset, count(page, offset), index);
    return prefixLength(page, offset) + (int) Varint.read(page, entry);
  }

  /** A copy of the key of one entry. */
  static byte[] key(ByteBuffer page, int offset, int index) {
    int prefix = prefixLength(page, offset);
    int entry = entry(page, offset, count(page, offset), index);
    int suffix = (int) Varint.read(page, entry);
    byte[] key = new byte[prefix + suffix];
    page.get(offset + (page.getShort(offset + PREFIX_OFFSET) & 0xffff), key, 0, prefix);
    page.get(entry + Varint.size(suffix), key, prefix, suffix);
    return key;
  }

  /** Where the value descriptor of a leaf entry begins, in the buffer. */
  static int value(ByteBuffer page, int offset, int index) {
    int entry = entry(page, offset, count(page, offset), index);
    int suffix = page.get(entry);
    if (suffix >= 0) {
      return entry + 1 + suffix;
    }
    suffix = (int) Varint.read(page, entry);
    return entry + Varint.size(suffix) + suffix;
  }

  /** The child of a branch whose keys include {@code key}. */
  static int childIndex(ByteBuffer page, int offset, byte[] key) {
    int found = search(page, offset, key, 1);
    return found >= 0 ? found : -found - 2;
  }

  /** The page of a child of a branch. */
  static long child(ByteBuffer page, int offset, int index) {
    return page.getLong(offset + HEADS + SLOT * count(page, offset) + Long.BYTES * index);
  }
}
