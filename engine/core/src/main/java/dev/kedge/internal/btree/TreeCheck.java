package dev.kedge.internal.btree;

import dev.kedge.CorruptionException;
import dev.kedge.internal.page.PageFile;
import dev.kedge.internal.page.PageHeader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks a tree that is wholly in pages and looks whether it is what it should be: each page reached
 * once and intact, keys in order and between their separators, all leaves at one depth.
 */
public final class TreeCheck {

  private static final int MAX_PROBLEMS = 100;

  private final PageFile pages;
  private final BitSet seen;
  private final List<String> problems;
  private long entries;
  private int leafLevel = -1;

  /**
   * A check.
   *
   * @param seen gets the pages that were reached, and has those that must not be
   * @param problems gets what is wrong, in words
   */
  public TreeCheck(PageFile pages, BitSet seen, List<String> problems) {
    this.pages = pages;
    this.seen = seen;
    this.problems = problems;
  }

  /** Walks the tree under a page; 0 stands for an empty tree. */
  public void walk(long root) {
    if (root != 0) {
      walk(root, 0, null, null);
    }
  }

  /** The keys that were found. */
  public long entries() {
    return entries;
  }

  private void walk(long number, int level, byte @Nullable [] from, byte @Nullable [] to) {
    if (problems.size() >= MAX_PROBLEMS || !reach(number, 1) || level >= TreeEdit.MAX_DEPTH) {
      return;
    }
    try {
      ByteBuffer page = intact(number);
      int offset = pages.offset(number);
      switch (PageHeader.kind(page, offset)) {
        case PageHeader.BRANCH -> walkBranch(number, page, offset, level, from, to);
        case PageHeader.LEAF -> walkLeaf(number, page, offset, level, from, to);
        default -> problems.add("page " + number + " is in the tree, and no node");
      }
    } catch (CorruptionException | IndexOutOfBoundsException e) {
      problems.add("page " + number + ": " + e.getMessage());
    }
  }

  /** A page as it is now, even if it was found intact before. */
  private ByteBuffer intact(long number) {
    ByteBuffer page = pages.buffer(number);
    pages.verify(number);
    return page;
  }

  private boolean reach(long first, int count) {
    for (long page = first; page < first + count; page++) {
      if (page < 2 || page >= pages.mappedPages()) {
        problems.add("page " + page + " is referred to, and is not in the file");
        return false;
      }
      if (seen.get((int) page)) {
        problems.add("page " + page + " is in use twice, or in use and free");
        return false;
      }
      seen.set((int) page);
    }
    return true;
  }

  private void walkBranch(
      long number,
      ByteBuffer page,
      int offset,
      int level,
      byte @Nullable [] from,
      byte @Nullable [] to) {
    int count = NodePage.count(page, offset);
    if (count == 0) {
      problems.add("branch page " + number + " has no children");
    }
    byte[] low = from;
    for (int i = 0; i < count; i++) {
      byte[] high = i + 1 < count ? NodePage.key(page, offset, i + 1) : to;
      if (low != null && high != null && Arrays.compareUnsigned(low, high) >= 0) {
        problems.add("the separators of page " + number + " are out of order at child " + i);
      }
      walk(NodePage.child(page, offset, i), level + 1, low, high);
      low = high;
    }
  }

  private void walkLeaf(
      long number,
      ByteBuffer page,
      int offset,
      int level,
      byte @Nullable [] from,
      byte @Nullable [] to) {
    if (leafLevel < 0) {
      leafLevel = level;
    } else if (level != leafLevel) {
      problems.add("leaf page " + number + " is at another depth than the first leaf");
    }
    int count = NodePage.count(page, offset);
    entries += count;
    byte[] before = null;
    for (int i = 0; i < count; i++) {
      byte[] key = NodePage.key(page, offset, i);
      if (!isAbove(key, before)
          || !isFrom(key, from)
          || (to != null && Arrays.compareUnsigned(key, to) >= 0)
          || NodePage.search(page, offset, key, 0) != i) {
        problems.add("the keys of page " + number + " are out of order at entry " + i);
      }
      before = key;
      long overflow = LeafPage.overflowPage(page, offset, i);
      if (overflow != 0) {
        walkOverflow(overflow, LeafPage.valueLength(page, offset, i));
      }
    }
  }

  private static boolean isAbove(byte[] key, byte @Nullable [] before) {
    return before == null || Arrays.compareUnsigned(before, key) < 0;
  }

  private static boolean isFrom(byte[] key, byte @Nullable [] from) {
    return from == null || Arrays.compareUnsigned(from, key) <= 0;
  }

  private void walkOverflow(long first, int length) {
    int count = LeafPage.overflowPages(pages.pageSize(), length);
    if (!reach(first, count)) {
      return;
    }
    for (long number = first; number < first + count; number++) {
      ByteBuffer page = intact(number);
      if (PageHeader.kind(page, pages.offset(number)) != PageHeader.OVERFLOW) {
        problems.add("page " + number + " should hold a part of a value");
      }
    }
  }
}
