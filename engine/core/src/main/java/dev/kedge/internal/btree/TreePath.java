package dev.kedge.internal.btree;

import java.util.Arrays;

/** The way from the root to a node: the branches passed, and which child of each was taken. */
final class TreePath {

  private final MemBranch[] branches = new MemBranch[TreeEdit.MAX_DEPTH];
  private final int[] indexes = new int[TreeEdit.MAX_DEPTH];
  private int depth;

  /** Goes back to the root. */
  void clear() {
    depth = 0;
  }

  boolean isAtRoot() {
    return depth == 0;
  }

  int depth() {
    return depth;
  }

  /** Goes down to a child of a branch. */
  void down(MemBranch branch, int index) {
    branches[depth] = branch;
    indexes[depth++] = index;
  }

  /** Goes up to the parent, which must be there. */
  void up() {
    depth--;
  }

  /** The parent of the node that the path leads to, which must be there. */
  MemBranch parent() {
    return branches[depth - 1];
  }

  /** Which child of the parent the path leads to. */
  int index() {
    return indexes[depth - 1];
  }

  /** Leads to another child of the same parent. */
  void turnTo(int index) {
    indexes[depth - 1] = index;
  }

  /** Whether a key is lower than all that are right of the node that the path leads to. */
  boolean isLeftOfNext(byte[] key) {
    for (int i = depth - 1; i >= 0; i--) {
      if (indexes[i] < branches[i].count() - 1) {
        return Arrays.compareUnsigned(key, branches[i].separator(indexes[i] + 1)) < 0;
      }
    }
    return true;
  }

  /** Whether nothing is right of the node that the path leads to. */
  boolean isRightmost() {
    for (int i = 0; i < depth; i++) {
      if (indexes[i] < branches[i].count() - 1) {
        return false;
      }
    }
    return true;
  }
}
