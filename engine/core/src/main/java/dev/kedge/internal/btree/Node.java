package dev.kedge.internal.btree;

/**
 * A node in memory: changed since the last checkpoint. Only the edit that owns it changes it, and
 * only until the edit is published; from then on it is constant.
 */
abstract sealed class Node permits MemLeaf, MemBranch {

  private final EditId owner;

  Node(EditId owner) {
    this.owner = owner;
  }

  /** Whether this edit may change the node in place. */
  final boolean isOwnedBy(EditId edit) {
    return owner == edit;
  }

  /** The version that the edit began with which made the node. */
  final long after() {
    return owner.after();
  }

  /** Whether no page has to stay for it. */
  abstract boolean isDetached();

  /**
   * A detached copy that another edit may change: of a node that a checkpoint is just writing,
   * after which the page that it came from is free.
   */
  abstract Node detachedCopy(EditId newOwner, int pageSize);

  /** A copy that another edit may change. */
  abstract Node copy(EditId newOwner);

  /** The bytes it would take in a page if its keys had no common prefix. */
  abstract int bytes();

  /** The bytes that it takes in a page at the most. */
  abstract int pageBytes();
}
