package dev.kedge.internal.io;

/**
 * The dialect of the <a href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md">LZ4
 * frame format</a> that Kedge writes, and the only one that it reads: content size, content
 * checksum and header checksum present; no dictionary, no block checksums; independent blocks, each
 * but the last of exactly {@link #BLOCK_BYTES} of content, stored as it is where compressing gains
 * nothing. With the size known beforehand, every length in a frame can be checked before anything
 * is read by it.
 *
 * <pre>
 * 04 22 4D 18 | flags 6C | block maximum 40 | u64 content size | u8 header checksum
 * blocks: u32 length, highest bit set if stored | bytes
 * u32 0 | u32 XXH32 of the content                                  (numbers little-endian)
 * </pre>
 */
public final class Lz4Frames {

  /** Bytes of content in a block: the window of LZ4, so that larger ones would gain little. */
  public static final int BLOCK_BYTES = 64 << 10;

  static final int MAGIC = 0x184D2204;
  static final byte FLAGS = 0x6C;
  static final byte BLOCK_MAXIMUM = 0x40;
  static final int STORED = 0x80000000;

  static final int HEADER_BYTES = 15;
  static final int BLOCK_HEAD_BYTES = 4;
  static final int TRAILER_BYTES = 8;

  private Lz4Frames() {}

  /** Whether the four bytes there begin an LZ4 frame. */
  public static boolean isFrame(byte[] bytes, int offset) {
    return readInt(bytes, offset) == MAGIC;
  }

  /** Blocks in the frame of {@code contentBytes}. */
  static int blocks(int contentBytes) {
    return Math.toIntExact(((long) contentBytes + BLOCK_BYTES - 1) / BLOCK_BYTES);
  }

  /** The length of the longest frame that {@code contentBytes} can become. */
  public static int maxFrameBytes(int contentBytes) {
    return Math.addExact(inPlaceLead(contentBytes), Math.addExact(contentBytes, TRAILER_BYTES));
  }

  /**
   * How far before its content a frame must begin to be encoded within the same array: the frame
   * then never grows over content that it has not read yet.
   */
  public static int inPlaceLead(int contentBytes) {
    return HEADER_BYTES + BLOCK_HEAD_BYTES * blocks(contentBytes);
  }

  /** The second byte of the hash of flags, block maximum and content size. */
  static byte headerChecksum(byte[] header, int offset) {
    return (byte) (XxHash.hash32(header, offset + 4, HEADER_BYTES - 5, 0) >>> 8);
  }

  static int readInt(byte[] bytes, int offset) {
    return (bytes[offset] & 0xFF)
        | (bytes[offset + 1] & 0xFF) << 8
        | (bytes[offset + 2] & 0xFF) << 16
        | (bytes[offset + 3] << 24);
  }

  static void writeInt(byte[] bytes, int offset, int value) {
    bytes[offset] = (byte) value;
    bytes[offset + 1] = (byte) (value >>> 8);
    bytes[offset + 2] = (byte) (value >>> 16);
    bytes[offset + 3] = (byte) (value >>> 24);
  }
}
