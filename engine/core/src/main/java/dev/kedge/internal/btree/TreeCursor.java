package dev.kedge.internal.btree;

import dev.kedge.internal.page.PageFile;
import dev.kedge.internal.page.PageHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A place in a tree that does not change: on an entry, or on none. Used by one thread at a time,
 * which has pinned the tree's root.
 */
public final class TreeCursor {

  private final PageFile pages;
  private final NodeRef root;
  private final Level[] levels = new Level[TreeEdit.MAX_DEPTH];
  private int depth;
  private boolean onEntry;

  /** One node on the way down: in memory, or in a page. */
  private static final class Level {
    @Nullable Node node;
    @Nullable ByteBuffer page;
    int offset;
    int count;
    int index;

    ByteBuffer page() {
      ByteBuffer current = page;
      if (current == null) {
        throw new AssertionError("a node is in memory or in a page");
      }
      return current;
    }
  }

  /** A cursor on no entry of the tree under {@code root}. */
  public TreeCursor(PageFile pages, NodeRef root) {
    this.pages = pages;
    this.root = root;
  }

  /** Goes to the first entry; false if there is none. */
  public boolean first() {
    depth = 0;
    descend(root, true);
    return settle(true);
  }

  /** Goes to the last entry; false if there is none. */
  public boolean last() {
    depth = 0;
    descend(root, false);
    return settle(false);
  }

  /** Goes to the first entry whose key is not below {@code key}; false if there is none. */
  public boolean seek(byte[] key) {
    find(key);
    return settle(true);
  }

  /** Goes to the last entry whose key is below {@code key}; false if there is none. */
  public boolean seekBelow(byte[] key) {
    find(key);
    leaf().index--;
    return settle(false);
  }

  /** Goes to the next entry; false if there is none. The cursor must be on an entry. */
  public boolean next() {
    leaf().index++;
    return settle(true);
  }

  /** Goes to the entry before; false if there is none. The cursor must be on an entry. */
  public boolean previous() {
    leaf().index--;
    return settle(false);
  }

  /** Whether the cursor is on an entry. */
  public boolean isOnEntry() {
    return onEntry;
  }

  /** A copy of the entry's key. */
  public byte[] key() {
    Level leaf = leaf();
    return leaf.node instanceof MemLeaf node
        ? node.key(leaf.index).clone()
        : NodePage.key(leaf.page(), leaf.offset, leaf.index);
  }

  /** Compares the entry's key with another one. */
  public int compareKey(byte[] other) {
    Level leaf = leaf();
    return leaf.node instanceof MemLeaf node
        ? java.util.Arrays.compareUnsigned(node.key(leaf.index), other)
        : NodePage.compareKey(leaf.page(), leaf.offset, leaf.index, other);
  }

  /** A copy of the entry's value. */
  public byte[] value() {
    Level leaf = leaf();
    return leaf.node instanceof MemLeaf node
        ? node.value(pages, leaf.index)
        : LeafPage.value(pages, leaf.page(), leaf.offset, leaf.index);
  }

  private Level leaf() {
    return levels[depth - 1];
  }

  /** Goes down to where the key is or would be. */
  private void find(byte[] key) {
    depth = 0;
    Level level = push(root);
    while (isBranch(level)) {
      level.index =
          level.node instanceof MemBranch branch
              ? branch.childIndex(key)
              : NodePage.childIndex(level.page(), level.offset, key);
      level = push(child(level));
    }
    int found =
        level.node instanceof MemLeaf leaf
            ? leaf.search(key)
            : NodePage.search(level.page(), level.offset, key, 0);
    level.index = found >= 0 ? found : -found - 1;
  }

  private void descend(NodeRef ref, boolean toFirst) {
    Level level = push(ref);
    level.index = toFirst ? 0 : level.count - 1;
    while (isBranch(level)) {
      level = push(child(level));
      level.index = toFirst ? 0 : level.count - 1;
    }
  }

  /** If the leaf's index is outside the leaf, goes on to the neighbouring leaf that has entries. */
  private boolean settle(boolean forward) {
    while (leaf().index < 0 || leaf().index >= leaf().count) {
      int level = depth - 2;
      while (level >= 0 && !canStep(levels[level], forward)) {
        level--;
      }
      if (level < 0) {
        onEntry = false;
        return false;
      }
      levels[level].index += forward ? 1 : -1;
      depth = level + 1;
      descend(child(levels[level]), forward);
    }
    onEntry = true;
    return true;
  }

  private static boolean canStep(Level level, boolean forward) {
    return forward ? level.index + 1 < level.count : level.index > 0;
  }

  private static boolean isBranch(Level level) {
    Node node = level.node;
    return node != null
        ? node instanceof MemBranch
        : PageHeader.kind(level.page(), level.offset) == PageHeader.BRANCH;
  }

  private NodeRef child(Level level) {
    return level.node instanceof MemBranch branch
        ? branch.child(level.index)
        : new NodeRef(NodePage.child(level.page(), level.offset, level.index));
  }

  private Level push(NodeRef ref) {
    if (depth == levels.length) {
      throw pages.damaged(ref.page(), "the tree is deeper than it can be");
    }
    Level level = levels[depth];
    if (level == null) {
      level = new Level();
      levels[depth] = level;
    }
    depth++;
    Node node = ref.node();
    level.node = node;
    if (node != null) {
      level.page = null;
      level.count = node instanceof MemLeaf leaf ? leaf.count() : ((MemBranch) node).count();
    } else {
      load(level, ref.page());
    }
    return level;
  }

  private void load(Level level, long number) {
    ByteBuffer page = pages.buffer(number);
    level.page = page;
    level.offset = pages.offset(number);
    level.count = NodePage.count(page, level.offset);
    byte kind = PageHeader.kind(page, level.offset);
    if (kind != PageHeader.LEAF && kind != PageHeader.BRANCH) {
      throw pages.damaged(number, "page " + number + " is no part of the tree");
    }
  }
}
