package dev.kedge.internal.btree;

import dev.kedge.internal.page.PageFile;
import dev.kedge.internal.page.PageHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Point reads. Any thread may read any tree whose root it has pinned. */
public final class TreeReader {

  private TreeReader() {}

  /** A copy of the value of a key, or null. */
  public static byte @Nullable [] get(PageFile pages, NodeRef root, byte[] key) {
    NodeRef ref = root;
    Node node = ref.node();
    while (node instanceof MemBranch branch) {
      ref = branch.child(branch.childIndex(key));
      node = ref.node();
    }
    if (node instanceof MemLeaf leaf) {
      int found = leaf.search(key);
      return found < 0 ? null : leaf.value(pages, found);
    }
    long number = leafPage(pages, ref.page(), key);
    ByteBuffer page = pages.buffer(number);
    int offset = pages.offset(number);
    int found = NodePage.search(page, offset, key, 0);
    return found < 0 ? null : LeafPage.value(pages, page, offset, found);
  }

  /** Whether a key is there. */
  public static boolean contains(PageFile pages, NodeRef root, byte[] key) {
    NodeRef ref = root;
    Node node = ref.node();
    while (node instanceof MemBranch branch) {
      ref = branch.child(branch.childIndex(key));
      node = ref.node();
    }
    if (node instanceof MemLeaf leaf) {
      return leaf.search(key) >= 0;
    }
    long number = leafPage(pages, ref.page(), key);
    return NodePage.search(pages.buffer(number), pages.offset(number), key, 0) >= 0;
  }

  private static long leafPage(PageFile pages, long top, byte[] key) {
    long number = top;
    for (int level = 0; level < TreeEdit.MAX_DEPTH; level++) {
      ByteBuffer page = pages.buffer(number);
      int offset = pages.offset(number);
      byte kind = PageHeader.kind(page, offset);
      if (kind == PageHeader.LEAF) {
        return number;
      }
      if (kind != PageHeader.BRANCH) {
        throw pages.damaged(number, "page " + number + " is no part of the tree");
      }
      number = NodePage.child(page, offset, NodePage.childIndex(page, offset, key));
    }
    throw pages.damaged(top, "the tree is deeper than it can be");
  }

  /** A node in memory as a page has it. */
  static Node load(PageFile pages, long number, EditId owner) {
    ByteBuffer page = pages.buffer(number);
    int offset = pages.offset(number);
    return switch (PageHeader.kind(page, offset)) {
      case PageHeader.LEAF -> MemLeaf.of(owner, page, offset);
      case PageHeader.BRANCH -> MemBranch.of(owner, page, offset);
      default -> throw pages.damaged(number, "page " + number + " is no part of the tree");
    };
  }
}
