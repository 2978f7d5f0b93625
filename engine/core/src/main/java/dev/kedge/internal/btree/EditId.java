package dev.kedge.internal.btree;

/** Tells the nodes of one edit from all others, and when they came to be. */
final class EditId {

  private final long after;

  EditId(long after) {
    this.after = after;
  }

  /** The version that the edit began with: its nodes are of a later one. */
  long after() {
    return after;
  }
}
