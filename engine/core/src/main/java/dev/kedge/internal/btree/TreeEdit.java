package dev.kedge.internal.btree;

import dev.kedge.internal.page.PageAllocator;
import dev.kedge.internal.page.PageFile;
import dev.kedge.internal.page.PageHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One or more commits' changes to a tree, made on copies of the nodes they touch: the tree it
 * starts from stays as it is, for those who read it, and in case the edit is given up. Nodes copied
 * once are changed in place from then on, so that a batch copies each path only once.
 *
 * <p>Used by one thread. After {@link #publish} it must not be used any more.
 */
public final class TreeEdit {

  /** No tree of this format is deeper; a deeper one has a cycle. */
  static final int MAX_DEPTH = 64;

  /** Two leaves share their entries up to this many pages full, more are shared by three. */
  private static final double SPREAD_OVER_TWO = 1.85;

  /** No checkpoint is under way. */
  public static final long NOTHING_FROZEN = -1;

  private final PageFile pages;
  private final EditId id;
  private final long frozen;
  private final int capacity;
  private NodeRef root;
  private long entries;
  private long heapBytes;
  private long changedPages;
  private long changes;
  private final List<Written> superseded = new ArrayList<>();
  private long[] oldPages = new long[16];
  private int oldPagesLength;

  private final TreePath path = new TreePath();

  /** The leaf that the path leads to and {@link #lastKey} was put into, if both are still so. */
  private @Nullable MemLeaf lastLeaf;

  private byte[] lastKey = {};

  /** Begins with a tree that no checkpoint is writing, or that is edited only to be read. */
  public TreeEdit(PageFile pages, NodeRef root, long entries) {
    this(pages, root, entries, 0, NOTHING_FROZEN);
  }

  /**
   * Begins with the tree of a version.
   *
   * @param frozen the version that a checkpoint is writing, or {@link #NOTHING_FROZEN}
   */
  public TreeEdit(PageFile pages, NodeRef root, long entries, long version, long frozen) {
    this.pages = pages;
    this.capacity = pages.pageSize();
    this.root = root;
    this.entries = entries;
    this.id = new EditId(version);
    this.frozen = frozen;
  }

  /** The root as changed so far. It may be read while no change is under way. */
  public NodeRef root() {
    return root;
  }

  /** Keys in the tree as changed so far. */
  public long entries() {
    return entries;
  }

  /** About how many bytes of heap the changed nodes hold until a checkpoint. */
  public long heapBytes() {
    return heapBytes;
  }

  /** How many pages of the file a checkpoint will write elsewhere because of the changes so far. */
  public long changedPages() {
    return changedPages;
  }

  /** Counts the changes: cursors over an edit find their place again when it has moved. */
  public long changes() {
    return changes;
  }

  /** Sets a value. Neither array may be changed by anyone afterwards. */
  public void put(byte[] key, byte[] value) {
    MemLeaf leaf = leafFor(key);
    Object stored = fits(key, value) ? value : new LargeValue(value, id);
    int found = leaf.search(key);
    if (found >= 0) {
      giveUpValue(leaf, found);
      leaf.replace(found, key, stored);
    } else {
      leaf.insert(-found - 1, key, stored);
      entries++;
    }
    heapBytes += key.length + value.length + 64;
    changes++;
    lastLeaf = leaf;
    lastKey = key;
    if (leaf.bytes() > capacity && leaf.pageBytes() > capacity) {
      lastLeaf = null;
      splitLeaf(leaf, -found - 1);
    }
  }

  /** As {@link #descend}, which keys that come in order seldom need. */
  private MemLeaf leafFor(byte[] key) {
    MemLeaf leaf = lastLeaf;
    return leaf != null && Arrays.compareUnsigned(lastKey, key) <= 0 && path.isLeftOfNext(key)
        ? leaf
        : descend(key);
  }

  /** Whether the value stands in a leaf: two such entries must fit into one. */
  private boolean fits(byte[] key, byte[] value) {
    return MemLeaf.inlineEntryBytes(key.length, value.length) <= (capacity - NodePage.HEADS) / 2;
  }

  /** Removes a key, if it is there. */
  public void delete(byte[] key) {
    if (!TreeReader.contains(pages, root, key)) {
      return;
    }
    MemLeaf leaf = descend(key);
    int found = leaf.search(key);
    giveUpValue(leaf, found);
    leaf.remove(found, found + 1);
    entries--;
    changes++;
    shrink(leaf);
  }

  /**
   * Removes all keys of a range.
   *
   * @param from the first one; empty for the lowest there is
   * @param to the first one that stays, or null to remove to the end
   */
  public void deleteRange(byte[] from, byte @Nullable [] to) {
    if (to != null && Arrays.compareUnsigned(from, to) >= 0) {
      return;
    }
    changes++;
    lastLeaf = null;
    path.clear();
    root = owned(root);
    boolean empty = removeRange(node(root), from, to, 0);
    if (empty) {
      root = new NodeRef(new MemLeaf(id));
    }
    collapseRoot();
    // What stands on both sides of the gap may have become small.
    shrink(descend(from));
    if (to != null) {
      shrink(descend(to));
    }
  }

  /** Removes a range below an owned node; true if nothing is left of it. */
  private boolean removeRange(Node node, byte[] from, byte @Nullable [] to, int level) {
    checkDepth(level);
    if (node instanceof MemLeaf leaf) {
      int first = position(leaf.search(from));
      int end = to == null ? leaf.count() : position(leaf.search(to));
      for (int i = first; i < end; i++) {
        giveUpValue(leaf, i);
      }
      leaf.remove(first, end);
      entries -= end - first;
      return leaf.count() == 0;
    }
    MemBranch branch = (MemBranch) node;
    int first = branch.childIndex(from);
    int last = to == null ? branch.count() - 1 : branch.childIndex(to);
    for (int i = last - 1; i > first; i--) {
      dropTree(branch.child(i), level + 1);
    }
    boolean lastEmpty = last > first && removeChildRange(branch, last, from, to, level);
    boolean firstEmpty = removeChildRange(branch, first, from, to, level);
    int keep = firstEmpty ? first : first + 1;
    int end = lastEmpty || last == first ? last + 1 : last;
    branch.remove(Math.min(keep, end), end);
    return branch.count() == 0;
  }

  private boolean removeChildRange(
      MemBranch branch, int index, byte[] from, byte @Nullable [] to, int level) {
    NodeRef child = owned(branch.child(index));
    branch.setChild(index, child);
    return removeRange(node(child), from, to, level + 1);
  }

  private static int position(int found) {
    return found >= 0 ? found : -found - 1;
  }

  /** Gives up a whole subtree. */
  private void dropTree(NodeRef ref, int level) {
    checkDepth(level);
    superseded.add(ref);
    Node node = ref.node();
    if (node instanceof MemBranch branch) {
      for (int i = 0; i < branch.count(); i++) {
        dropTree(branch.child(i), level + 1);
      }
    } else if (node instanceof MemLeaf leaf) {
      for (int i = 0; i < leaf.count(); i++) {
        giveUpValue(leaf, i);
      }
      entries -= leaf.count();
    } else {
      dropPageContent(ref.page(), level);
    }
  }

  private void dropPageContent(long number, int level) {
    checkDepth(level);
    ByteBuffer page = pages.buffer(number);
    int offset = pages.offset(number);
    int count = NodePage.count(page, offset);
    if (PageHeader.kind(page, offset) == PageHeader.BRANCH) {
      for (int i = 0; i < count; i++) {
        long child = NodePage.child(page, offset, i);
        giveUpPages(child, 1);
        dropPageContent(child, level + 1);
      }
      return;
    }
    entries -= count;
    for (int i = 0; i < count; i++) {
      giveUpOverflow(LeafPage.overflowPage(page, offset, i), LeafPage.valueLength(page, offset, i));
    }
  }

  private void giveUpValue(MemLeaf leaf, int index) {
    LargeValue large = leaf.largeValue(index);
    if (large != null) {
      superseded.add(large);
    } else {
      giveUpOverflow(leaf.baseOverflowPage(index), leaf.valueLength(index));
    }
  }

  private void giveUpOverflow(long first, int length) {
    if (first != 0) {
      giveUpPages(first, LeafPage.overflowPages(capacity, length));
    }
  }

  private void giveUpPages(long first, long count) {
    if (oldPagesLength == oldPages.length) {
      oldPages = Arrays.copyOf(oldPages, oldPages.length * 2);
    }
    oldPages[oldPagesLength++] = first;
    oldPages[oldPagesLength++] = count;
  }

  /** Goes down to the leaf for a key, copying what is not owned yet; notes the path. */
  private MemLeaf descend(byte[] key) {
    lastLeaf = null;
    path.clear();
    root = owned(root);
    Node node = node(root);
    while (node instanceof MemBranch branch) {
      int index = branch.childIndex(key);
      NodeRef child = owned(branch.child(index));
      branch.setChild(index, child);
      checkDepth(path.depth() + 1);
      path.down(branch, index);
      node = node(child);
    }
    return (MemLeaf) node;
  }

  private void checkDepth(int level) {
    if (level >= MAX_DEPTH) {
      throw pages.damaged(Math.max(0, root.page()), "the tree is deeper than it can be");
    }
  }

  private static Node node(NodeRef ownedRef) {
    Node node = ownedRef.node();
    if (node == null) {
      throw new AssertionError("an owned node is in memory");
    }
    return node;
  }

  /** The reference itself if this edit owns the node, or one to a copy that it does. */
  private NodeRef owned(NodeRef ref) {
    Node node = ref.node();
    if (node != null && node.isOwnedBy(id)) {
      return ref;
    }
    Node copy;
    if (node == null) {
      copy = TreeReader.load(pages, ref.page(), id);
      heapBytes += copy instanceof MemBranch branch ? 64L * branch.count() : 512;
      changedPages++;
    } else if (node.after() < frozen && !node.isDetached()) {
      copy = node.detachedCopy(id, capacity);
      heapBytes += capacity;
    } else {
      copy = node.copy(id);
    }
    superseded.add(ref);
    return new NodeRef(copy);
  }

  /** Divides a leaf that does not fit into a page any more; {@code path} leads to it. */
  private void splitLeaf(MemLeaf leaf, int inserted) {
    List<MemLeaf> parts = new ArrayList<>();
    int end = endOfRun(leaf, inserted);
    if (end > 0) {
      addFitting(leaf.part(id, 0, end), parts);
      addFitting(leaf.part(id, end, leaf.count()), parts);
    } else if (!path.isAtRoot() && path.parent().count() > 1) {
      spread(leaf, parts);
    } else {
      addFitting(leaf, parts);
    }
    replaceOnPath(new NodeRef(parts.get(0)));
    for (int i = 1; i < parts.size(); i++) {
      MemLeaf left = parts.get(i - 1);
      if (i > 1) {
        descend(left.key(0));
      }
      byte[] separator = separator(left.key(left.count() - 1), parts.get(i).key(0));
      insertIntoParent(separator, new NodeRef(parts.get(i)));
    }
  }

  private void addFitting(MemLeaf leaf, List<MemLeaf> parts) {
    if (leaf.pageBytes() <= capacity) {
      parts.add(leaf);
    } else {
      int middle = leaf.middle();
      addFitting(leaf.part(id, 0, middle), parts);
      addFitting(leaf.part(id, middle, leaf.count()), parts);
    }
  }

  /**
   * Where to divide a leaf into which keys come in order; 0 if they don't. Entries beyond the run
   * leave it, so that it has the leaf to itself; once it has, the full leaf stays as it is and the
   * run goes on in another. InnoDB goes by the same sign, and divides likewise.
   */
  private int endOfRun(MemLeaf leaf, int inserted) {
    boolean isLast = inserted == leaf.count() - 1;
    if (leaf.ascends(inserted) || (isLast && path.isRightmost())) {
      return isLast ? inserted : inserted + 1;
    }
    return leaf.descends(inserted) ? Math.max(1, inserted) : 0;
  }

  /**
   * Spreads the entries of a leaf and its neighbour over both or, if those would soon be full
   * again, over three leaves, as B*-trees do (Knuth, The Art of Computer Programming, volume 3,
   * 6.2.4). Of the neighbours, the path then leads to the left one, and the right one has left the
   * tree. With random keys pages get 78% full, and 68% if each leaf is divided alone.
   */
  private void spread(MemLeaf leaf, List<MemLeaf> parts) {
    MemBranch parent = path.parent();
    int index = path.index();
    boolean isLast = index == parent.count() - 1;
    MemLeaf neighbour = (MemLeaf) node(owned(parent.child(isLast ? index - 1 : index + 1)));
    MemLeaf left = isLast ? neighbour : leaf;
    MemLeaf right = isLast ? leaf : neighbour;
    path.turnTo(isLast ? index - 1 : index);
    parent.remove(path.index() + 1, path.index() + 2);
    int total = left.bytes() + right.bytes();
    if (total <= capacity * SPREAD_OVER_TWO) {
      heapBytes += left.moveTail(total / 2, right) + right.moveHead(total / 2, left);
      addFitting(left, parts);
    } else {
      MemLeaf middle = new MemLeaf(id);
      heapBytes += left.moveTail(total / 3, middle) + right.moveHead(total / 3, middle);
      addFitting(left, parts);
      addFitting(middle, parts);
    }
    addFitting(right, parts);
  }

  /** The shortest key that is above {@code left} and not above {@code right}. */
  private static byte[] separator(byte[] left, byte[] right) {
    return Arrays.copyOf(right, Arrays.mismatch(left, right) + 1);
  }

  private void replaceOnPath(NodeRef ref) {
    if (path.isAtRoot()) {
      root = ref;
    } else {
      path.parent().setChild(path.index(), ref);
    }
  }

  /** Adds a child right of the one that the path leads to. The path then ends above them. */
  private void insertIntoParent(byte[] separator, NodeRef child) {
    heapBytes += 64;
    if (path.isAtRoot()) {
      root = new NodeRef(MemBranch.root(id, root, separator, child));
      return;
    }
    MemBranch parent = path.parent();
    int index = path.index() + 1;
    path.up();
    parent.insert(index, separator, child);
    if (parent.bytes() > capacity) {
      int at = index == parent.count() - 1 ? index : parent.middle();
      MemBranch right = parent.part(id, at, parent.count());
      replaceOnPath(new NodeRef(parent.part(id, 0, at)));
      insertIntoParent(parent.separator(at), new NodeRef(right));
    }
  }

  /** Mends the tree after a leaf at the end of the path became smaller. */
  private void shrink(MemLeaf leaf) {
    Node node = leaf;
    while (!path.isAtRoot()) {
      MemBranch parent = path.parent();
      int index = path.index();
      path.up();
      if (isEmpty(node)) {
        parent.remove(index, index + 1);
      } else if (node.bytes() < capacity / 4) {
        mergeWithNeighbour(parent, index);
      }
      node = parent;
    }
    collapseRoot();
  }

  private static boolean isEmpty(Node node) {
    return node instanceof MemLeaf leaf ? leaf.count() == 0 : ((MemBranch) node).count() == 0;
  }

  /** Joins a child with the one right or left of it, if they fit into three quarters of a page. */
  private void mergeWithNeighbour(MemBranch parent, int index) {
    int left = index + 1 < parent.count() ? index : index - 1;
    if (left < 0) {
      return;
    }
    NodeRef leftRef = parent.child(left);
    NodeRef rightRef = parent.child(left + 1);
    if (bytes(leftRef) + bytes(rightRef) > capacity / 4 * 3) {
      return;
    }
    NodeRef merged = owned(leftRef);
    Node right = rightRef.node();
    if (right == null) {
      right = TreeReader.load(pages, rightRef.page(), id);
    }
    superseded.add(rightRef);
    if (node(merged) instanceof MemLeaf leaf) {
      leaf.append((MemLeaf) right);
    } else {
      ((MemBranch) node(merged)).append(parent.separator(left + 1), (MemBranch) right);
    }
    parent.setChild(left, merged);
    parent.remove(left + 1, left + 2);
  }

  private int bytes(NodeRef ref) {
    Node node = ref.node();
    return (node != null ? node : TreeReader.load(pages, ref.page(), id)).bytes();
  }

  private void collapseRoot() {
    while (root.node() instanceof MemBranch branch && branch.count() <= 1) {
      superseded.add(root);
      root = branch.count() == 0 ? new NodeRef(new MemLeaf(id)) : branch.child(0);
    }
  }

  /**
   * Says that this tree is the state of the database from {@code version} on: what it does not need
   * is given up.
   */
  public void publish(long version, PageAllocator allocator) {
    for (Written old : superseded) {
      long page = old.supersede(version);
      if (page != 0) {
        allocator.free(version, page, old.pageCount(capacity));
      }
    }
    for (int i = 0; i < oldPagesLength; i += 2) {
      allocator.free(version, oldPages[i], oldPages[i + 1]);
    }
  }
}
