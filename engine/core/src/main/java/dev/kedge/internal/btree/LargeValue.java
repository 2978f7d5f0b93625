package dev.kedge.internal.btree;

import dev.kedge.internal.page.PageFile;
import org.jspecify.annotations.Nullable;

/**
 * A value too large for a leaf: in memory until a checkpoint has written it to overflow pages. Like
 * a {@link NodeRef} it is shared by the leaves of several versions.
 */
final class LargeValue implements Written {

  private final int length;
  private final long born;
  private volatile byte @Nullable [] bytes;
  private volatile long page;
  private long supersededAt;

  /** One that an edit makes. */
  LargeValue(byte[] bytes, EditId maker) {
    this.bytes = bytes;
    this.length = bytes.length;
    this.born = maker.after() + 1;
  }

  /** One that is in pages already. */
  LargeValue(long page, int length) {
    this.page = page;
    this.length = length;
    this.born = 0;
  }

  int length() {
    return length;
  }

  /** The first of its pages; 0 as long as no checkpoint has chosen them. */
  long page() {
    return page;
  }

  /** The bytes that a checkpoint has to write, which must not be changed; null if it has. */
  byte @Nullable [] unwritten() {
    return bytes;
  }

  /** A copy of the value. */
  byte[] read(PageFile pages) {
    byte[] current = bytes;
    return current != null ? current.clone() : LeafPage.overflowValue(pages, page, length);
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
    return born;
  }

  @Override
  public int pageCount(int pageSize) {
    return LeafPage.overflowPages(pageSize, length);
  }

  @Override
  public synchronized long supersede(long version) {
    supersededAt = version;
    return bytes == null ? page : 0;
  }

  @Override
  public synchronized long written() {
    bytes = null;
    return supersededAt;
  }
}
