package dev.kedge.internal.store;

/**
 * The pages of a database as they were at one instant, as a backup copies them.
 *
 * <p>Read from several threads of the engine at once, each page once, roughly in order.
 */
public interface PageImage {

  /** Bytes of a page. */
  int pageSize();

  /** How many pages there are. */
  long pageCount();

  /**
   * Copies neighbouring pages, checking those that hold data.
   *
   * @param target receives {@code pages * pageSize()} bytes from {@code offset}
   * @throws dev.kedge.CorruptionException if a page that holds data is damaged
   * @throws dev.kedge.StorageException if it can't be read
   */
  void read(long firstPage, int pages, byte[] target, int offset);
}
