package dev.kedge.internal.btree;

import dev.kedge.internal.page.PageFile;
import dev.kedge.internal.page.PageHeader;
import dev.kedge.internal.page.Varint;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Lays nodes out as pages. The layout is described at {@link NodePage}. */
final class NodeWriter {

  private final PageFile pages;
  private final int pageSize;
  private final long version;

  /** A writer of pages that say the checkpoint's version. */
  NodeWriter(PageFile pages, long version) {
    this.pages = pages;
    this.pageSize = pages.pageSize();
    this.version = version;
  }

  /**
   * Writes a leaf whose large values all have pages.
   *
   * @throws dev.kedge.CorruptionException if it can't fit into a page
   */
  void write(MemLeaf leaf, long number, ByteBuffer target, int offset) {
    if (leaf.pageBytes() > pageSize) {
      refuseTooLarge(leaf.exactPageBytes(), number);
    }
    int count = leaf.count();
    int prefix = leaf.commonPrefix();
    int heads = offset + NodePage.HEADS;
    int entries = heads + 4 * count;
    int at = putPrefix(target, offset, entries + 2 * count, count > 0 ? leaf.key(0) : null, prefix);
    for (int i = 0; i < count; i++) {
      int run = leaf.baseRun(i, prefix);
      if (run > 0) {
        at = leaf.copyBaseRun(i, run, target, offset, at);
        i += run - 1;
        continue;
      }
      byte[] key = leaf.key(i);
      target.putInt(heads + 4 * i, NodePage.head(key, prefix));
      target.putShort(entries + 2 * i, (short) (at - offset));
      at = putKey(target, at, key, prefix);
      at = putValue(target, at, leaf, i);
    }
    finish(target, offset, at, PageHeader.LEAF, count, number);
  }

  private static int putValue(ByteBuffer target, int position, MemLeaf leaf, int index) {
    int length = leaf.valueLength(index);
    LargeValue large = leaf.largeValue(index);
    long overflow = large != null ? large.page() : leaf.baseOverflowPage(index);
    int at = Varint.write(target, position, 2L * length + (overflow != 0 ? 1 : 0));
    if (overflow != 0) {
      target.putLong(at, overflow);
      return at + Long.BYTES;
    }
    leaf.copyInlineValue(index, target, at);
    return at + length;
  }

  /**
   * Writes a branch whose children all have pages.
   *
   * @throws dev.kedge.CorruptionException if it can't fit into a page
   */
  void write(MemBranch branch, long number, ByteBuffer target, int offset) {
    refuseTooLarge(branch.pageBytes(), number);
    int count = branch.count();
    int prefix = branch.commonPrefix();
    int heads = offset + NodePage.HEADS;
    int entries = heads + 4 * count;
    int children = entries + 2 * count;
    byte[] first = count > 1 ? branch.separator(1) : null;
    int at = putPrefix(target, offset, children + Long.BYTES * count, first, prefix);
    for (int i = 0; i < count; i++) {
      byte[] separator = branch.separator(i);
      int skipped = i == 0 ? 0 : prefix;
      target.putInt(heads + 4 * i, i == 0 ? 0 : NodePage.head(separator, prefix));
      target.putShort(entries + 2 * i, (short) (at - offset));
      target.putLong(children + Long.BYTES * i, branch.child(i).page());
      at = putKey(target, at, separator, skipped);
    }
    finish(target, offset, at, PageHeader.BRANCH, count, number);
  }

  /** Edits keep nodes small enough, unless the pages they began with make no sense. */
  private void refuseTooLarge(int bytes, long number) {
    if (bytes > pageSize) {
      throw pages.damaged(
          number,
          "a node of "
              + bytes
              + " bytes does not fit into this page, as those it was made of make no sense: restore"
              + " a backup");
    }
  }

  private static int putPrefix(
      ByteBuffer target, int offset, int at, byte @Nullable [] key, int length) {
    target.putShort(offset + NodePage.PREFIX_LENGTH, (short) length);
    target.putShort(offset + NodePage.PREFIX_OFFSET, (short) (at - offset));
    if (key != null) {
      target.put(at, key, 0, length);
    }
    return at + length;
  }

  private static int putKey(ByteBuffer target, int position, byte[] key, int skipped) {
    int length = key.length - skipped;
    int at = Varint.write(target, position, length);
    target.put(at, key, skipped, length);
    return at + length;
  }

  /** Writes one of the pages of a large value. */
  void writeOverflow(byte[] value, int from, long number, ByteBuffer target, int offset) {
    int length = Math.min(value.length - from, pageSize - PageHeader.BYTES);
    target.put(offset + PageHeader.BYTES, value, from, length);
    finish(target, offset, offset + PageHeader.BYTES + length, PageHeader.OVERFLOW, 0, number);
  }

  private void finish(ByteBuffer target, int offset, int end, byte kind, int count, long number) {
    int rest = offset + pageSize - end;
    if (rest < 0) {
      throw new AssertionError("a node is larger than a page: by " + -rest + " bytes");
    }
    target.put(end, ZEROS, 0, rest);
    PageHeader.seal(target, offset, pageSize, kind, count, number, version);
  }

  private static final byte[] ZEROS = new byte[65536];
}
