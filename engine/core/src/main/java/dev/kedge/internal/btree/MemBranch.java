package dev.kedge.internal.btree;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A branch in memory: children, and between them separators. Child {@code i} has the keys from
 * separator {@code i} on and below separator {@code i + 1}; separator 0 is not used.
 */
final class MemBranch extends Node {

  private static final int SPARE = 4;
  private static final byte[] NONE = {};

  private byte[][] separators;
  private NodeRef[] children;
  private int count;
  private int bytes = NodePage.HEADS;

  private MemBranch(EditId owner, int room) {
    super(owner);
    separators = new byte[room][];
    children = new NodeRef[room];
  }

  /** A new root over two children. */
  static MemBranch root(EditId owner, NodeRef left, byte[] separator, NodeRef right) {
    MemBranch branch = new MemBranch(owner, 2 + SPARE);
    branch.insert(0, NONE, left);
    branch.insert(1, separator, right);
    return branch;
  }

  /** A branch with all children of a page. */
  static MemBranch of(EditId owner, ByteBuffer page, int offset) {
    int count = NodePage.count(page, offset);
    MemBranch branch = new MemBranch(owner, count + SPARE);
    for (int i = 0; i < count; i++) {
      byte[] separator = i == 0 ? NONE : NodePage.key(page, offset, i);
      branch.insert(i, separator, new NodeRef(NodePage.child(page, offset, i)));
    }
    return branch;
  }

  @Override
  MemBranch copy(EditId newOwner) {
    return part(newOwner, 0, count);
  }

  @Override
  boolean isDetached() {
    return true;
  }

  @Override
  MemBranch detachedCopy(EditId newOwner, int pageSize) {
    return copy(newOwner);
  }

  /** A branch with the children from {@code from} to before {@code to}. */
  MemBranch part(EditId newOwner, int from, int to) {
    MemBranch part = new MemBranch(newOwner, to - from + SPARE);
    System.arraycopy(separators, from, part.separators, 0, to - from);
    System.arraycopy(children, from, part.children, 0, to - from);
    part.count = to - from;
    if (from > 0) {
      part.separators[0] = NONE;
    }
    part.bytes = from == 0 && to == count ? bytes : part.measure();
    return part;
  }

  private int measure() {
    int sum = NodePage.HEADS;
    for (int i = 0; i < count; i++) {
      sum += entryBytes(separators[i]);
    }
    return sum;
  }

  int count() {
    return count;
  }

  NodeRef child(int index) {
    return children[index];
  }

  /** The separator before a child; not to be changed. */
  byte[] separator(int index) {
    return separators[index];
  }

  @Override
  int bytes() {
    return bytes;
  }

  @Override
  int pageBytes() {
    return count < 3 ? bytes : bytes - (count - 2) * commonPrefix();
  }

  /** The length of the prefix that all separators have. */
  int commonPrefix() {
    if (count < 3) {
      return 0;
    }
    byte[] first = separators[1];
    int mismatch = Arrays.mismatch(first, separators[count - 1]);
    return mismatch < 0 ? first.length : mismatch;
  }

  /** The child whose keys include {@code key}. */
  int childIndex(byte[] key) {
    int low = 1;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (Arrays.compareUnsigned(separators[middle], key) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return low - 1;
  }

  void setChild(int index, NodeRef child) {
    children[index] = child;
  }

  void insert(int index, byte[] separator, NodeRef child) {
    if (count == children.length) {
      int room = count + (count >> 1) + SPARE;
      separators = Arrays.copyOf(separators, room);
      children = Arrays.copyOf(children, room);
    }
    System.arraycopy(separators, index, separators, index + 1, count - index);
    System.arraycopy(children, index, children, index + 1, count - index);
    separators[index] = separator;
    children[index] = child;
    count++;
    bytes += entryBytes(separator);
  }

  /** Takes the children from {@code from} to before {@code to} out. */
  void remove(int from, int to) {
    System.arraycopy(separators, to, separators, from, count - to);
    System.arraycopy(children, to, children, from, count - to);
    int left = count - (to - from);
    Arrays.fill(separators, left, count, null);
    Arrays.fill(children, left, count, null);
    count = left;
    if (count > 0) {
      separators[0] = NONE;
    }
    bytes = measure();
  }

  /** Adds the children of a branch whose keys are higher, from {@code separator} on. */
  void append(byte[] separator, MemBranch right) {
    for (int i = 0; i < right.count; i++) {
      insert(count, i == 0 ? separator : right.separators[i], right.children[i]);
    }
  }

  /** Where to divide the branch so that both parts take about as much. */
  int middle() {
    int half = (bytes - NodePage.HEADS) / 2;
    int sum = 0;
    for (int i = 0; i < count - 1; i++) {
      sum += entryBytes(separators[i]);
      if (sum >= half) {
        return i + 1;
      }
    }
    return count - 1;
  }

  /** The bytes a child takes, its separator unshortened. The separator's length may take two. */
  private static int entryBytes(byte[] separator) {
    return NodePage.SLOT + Long.BYTES + 2 + separator.length;
  }
}
