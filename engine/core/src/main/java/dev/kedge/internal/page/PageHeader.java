package dev.kedge.internal.page;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The 56 bytes that begin every page but the two meta pages.
 *
 * <pre>
 *  0 u32  CRC32C of the bytes from 4 to the end of the page
 *  4 u8   kind: 1 leaf, 2 branch, 3 overflow, 4 free list
 *  5 u8   flags, 0
 *  6 u16  number of entries (leaf, branch)
 *  8 u64  this page's own number, so that a page written to the wrong place is noticed
 * 16 u64  version of the checkpoint that wrote the page
 * 24 28 bytes kept for a nonce and a tag
 * 52 u32  reserved, 0
 * </pre>
 */
public final class PageHeader {

  /** Bytes of the header. */
  public static final int BYTES = 56;

  /** A node that holds entries. */
  public static final byte LEAF = 1;

  /** A node that holds separators and children. */
  public static final byte BRANCH = 2;

  /** A part of a value too large for a leaf. */
  public static final byte OVERFLOW = 3;

  /** A part of the list of free pages. */
  public static final byte FREE_LIST = 4;

  private static final int KIND = 4;
  private static final int COUNT = 6;
  private static final int NUMBER = 8;
  private static final int VERSION = 16;

  private PageHeader() {}

  /** The kind of the page that begins at {@code offset}. */
  public static byte kind(ByteBuffer buffer, int offset) {
    return buffer.get(offset + KIND);
  }

  /** The number of entries of the page that begins at {@code offset}. */
  public static int count(ByteBuffer buffer, int offset) {
    return buffer.getShort(offset + COUNT) & 0xffff;
  }

  /** The number that the page says it has. */
  public static long number(ByteBuffer buffer, int offset) {
    return buffer.getLong(offset + NUMBER);
  }

  /**
   * Completes a page whose body is in place: fills in the header and its checksum.
   *
   * @param target wraps the page; its position is not used
   */
  public static void seal(
      ByteBuffer target,
      int offset,
      int pageSize,
      byte kind,
      int count,
      long number,
      long version) {
    target.put(offset + KIND, kind);
    target.put(offset + KIND + 1, (byte) 0);
    target.putShort(offset + COUNT, (short) count);
    target.putLong(offset + NUMBER, number);
    target.putLong(offset + VERSION, version);
    for (int i = VERSION + 8; i < BYTES; i += 8) {
      target.putLong(offset + i, 0);
    }
    target.putInt(offset, checksum(target, offset, pageSize));
  }

  /**
   * Whether the checksum of a page is right and it has the number it should have.
   *
   * @param copy wraps an array
   */
  public static boolean isIntact(ByteBuffer copy, int offset, int pageSize, long number) {
    return copy.getInt(offset) == checksum(copy, offset, pageSize)
        && number(copy, offset) == number;
  }

  private static int checksum(ByteBuffer page, int offset, int pageSize) {
    CRC32C crc = new CRC32C();
    crc.update(page.array(), page.arrayOffset() + offset + 4, pageSize - 4);
    return (int) crc.getValue();
  }
}
