package dev.kedge.internal.btree;

import dev.kedge.internal.page.PageHeader;
import dev.kedge.internal.page.Varint;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Whether all that a node's page consists of lies within the page, and its keys are in order. */
public final class NodeCheck {

  private static final int META_PAGES = 2;

  private NodeCheck() {}

  /** See {@link dev.kedge.internal.page.PageCheck}. Pages that are no nodes pass. */
  public static @Nullable String problem(ByteBuffer page, int offset, int pageSize) {
    byte kind = PageHeader.kind(page, offset);
    if (kind != PageHeader.LEAF && kind != PageHeader.BRANCH) {
      return null;
    }
    boolean isLeaf = kind == PageHeader.LEAF;
    int count = NodePage.count(page, offset);
    int table = NodePage.HEADS + count * (NodePage.SLOT + (isLeaf ? 0 : Long.BYTES));
    if (count < (isLeaf ? 0 : 1) || table > pageSize) {
      return "a node can't have " + count + " entries";
    }
    int prefix = page.getShort(offset + NodePage.PREFIX_OFFSET) & 0xffff;
    if (prefix + NodePage.prefixLength(page, offset) > pageSize) {
      return "the prefix of the keys is not in the page";
    }
    long free = table;
    int last = 0;
    for (int i = 0; i < count; i++) {
      int start = NodePage.entry(page, offset, count, i) - offset;
      long end = end(page, offset + start, isLeaf) - offset;
      if (start < free || end > pageSize) {
        return "entry " + i + " is not where it can be in the page";
      }
      free = end;
      // The first separator of a branch is not used.
      if (i > (isLeaf ? 0 : 1) && !isAscending(page, offset + last, offset + start)) {
        return "the keys of entries " + (i - 1) + " and " + i + " are not in order";
      }
      last = start;
    }
    return null;
  }

  /** Whether the key of an entry is below that of another; the prefix they share is left out. */
  private static boolean isAscending(ByteBuffer page, int lower, int higher) {
    int lowerLength = (int) Varint.read(page, lower);
    int higherLength = (int) Varint.read(page, higher);
    int lowerKey = lower + Varint.size(lowerLength);
    int higherKey = higher + Varint.size(higherLength);
    int common = Math.min(lowerLength, higherLength);
    for (int i = 0; i < common; i++) {
      int difference = Byte.compareUnsigned(page.get(lowerKey + i), page.get(higherKey + i));
      if (difference != 0) {
        return difference < 0;
      }
    }
    return lowerLength < higherLength;
  }

  /** Where an entry ends; far behind every page if it makes no sense. */
  private static long end(ByteBuffer page, int start, boolean isLeaf) {
    long key = Varint.read(page, start);
    long value = start + Varint.size(key) + key;
    if (key < 0 || value > page.limit()) {
      return Long.MAX_VALUE;
    }
    if (!isLeaf) {
      return value;
    }
    long descriptor = Varint.read(page, (int) value);
    long length = descriptor >>> 1;
    if (descriptor < 0 || length > Integer.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    long content = value + Varint.size(descriptor);
    if ((descriptor & 1) == 0) {
      return content + length;
    }
    long behind = content + Long.BYTES;
    // Before it are the meta pages; 0 would stand for a value that is in the leaf.
    boolean overflows = behind <= page.limit() && page.getLong((int) content) >= META_PAGES;
    return overflows ? behind : Long.MAX_VALUE;
  }
}
