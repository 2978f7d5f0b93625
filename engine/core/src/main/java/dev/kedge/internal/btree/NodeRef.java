package dev.kedge.internal.btree;

import org.jspecify.annotations.Nullable;

/**
 * The way from a node to a child, or from a root to the tree: to a node in memory until a
 * checkpoint has written it, to a page from then on. Trees of several versions share references, so
 * that the node leaves memory for all of them at once.
 *
 * <p>Readers call {@link #node} without a lock; if it gives nothing, {@link #page} is set.
 */
public final class NodeRef implements Written {

  private volatile @Nullable Node node;
  private volatile long page;
  private long supersededAt;

  NodeRef(Node node) {
    this.node = node;
  }

  NodeRef(long page) {
    this.page = page;
  }

  /** The root of a tree in a page, or of an empty tree if there is no page. */
  public static NodeRef root(long page) {
    return page == 0 ? new NodeRef(new MemLeaf(new EditId(0))) : new NodeRef(page);
  }

  @Nullable Node node() {
    return node;
  }

  /** The node's page; 0 as long as no checkpoint has chosen one. */
  long page() {
    return page;
  }

  @Override
  public void assign(long newPage) {
    page = newPage;
  }

  @Override
  public long firstPage() {
    return page;
  }

  @Override
  public long born() {
    Node current = node;
    return current == null ? 0 : current.after() + 1;
  }

  @Override
  public int pageCount(int pageSize) {
    return 1;
  }

  @Override
  public synchronized long supersede(long version) {
    supersededAt = version;
    return node == null ? page : 0;
  }

  @Override
  public synchronized long written() {
    node = null;
    return supersededAt;
  }
}
