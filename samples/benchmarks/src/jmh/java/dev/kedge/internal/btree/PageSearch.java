package dev.kedge.internal.btree;

import java.nio.ByteBuffer;

/** Lets a benchmark reach the search in a page, which only the package of the tree sees. */
public final class PageSearch {

  private PageSearch() {}

  /** The index of a key in a leaf page, less than 0 if it is not there. */
  public static int search(ByteBuffer page, byte[] key) {
    return NodePage.search(page, 0, key, 0);
  }

  /** The key of an entry of a leaf page. */
  public static byte[] key(ByteBuffer page, int index) {
    return NodePage.key(page, 0, index);
  }
}
