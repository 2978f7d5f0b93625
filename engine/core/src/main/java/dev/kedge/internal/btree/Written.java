package dev.kedge.internal.btree;

/**
 * Something that is in memory until a checkpoint has written it to pages: the node of a {@link
 * NodeRef}, or a {@link LargeValue}.
 *
 * <p>A checkpoint and a commit may meet here: the one writes what the other supersedes. Whoever is
 * second learns of it, and gives the pages up.
 */
sealed interface Written permits NodeRef, LargeValue {

  /** Notes where the running checkpoint writes it, or 0 if that failed. It stays in memory. */
  void assign(long newPage);

  /** The first of its pages, 0 if it has none. */
  long firstPage();

  /** The first version that may have it. To be asked while it is in memory. */
  long born();

  /** How many pages it takes. */
  int pageCount(int pageSize);

  /**
   * Notes the first version that does not need it any more.
   *
   * @return its first page, 0 if it has not been written (yet)
   */
  long supersede(long version);

  /**
   * Notes that its pages can be read, and lets it go from memory.
   *
   * @return the version that superseded it meanwhile, 0 if none has
   */
  long written();
}
