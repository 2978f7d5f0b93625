package dev.kedge.internal.io;

import dev.kedge.BackupFormatException;
import dev.kedge.FormatVersionException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The kinds of files that Kedge writes, and the 16 bytes that each begins with: 8 ASCII bytes that
 * name the kind, the format version (u16), flags of the kind (u16) and 4 reserved bytes of zero,
 * all big-endian. No other code writes or judges these bytes.
 */
public enum FileFormat {
  /** A database: the page file. */
  DATABASE("KEDGE-DB"),
  /** A segment of the log. */
  LOG("KEDGELOG"),
  /** Small state beside the log: identity, role, holds. */
  STATE("KEDGE-ST"),
  /** A backup container. */
  BACKUP("KEDGE-BK"),
  /** A shipped range of the log. */
  WAL_STREAM("KEDGE-WS"),
  /** The head of a segment at a replication destination. */
  SEGMENT("KEDGE-SG");

  /** The length of the header in bytes. */
  public static final int HEADER_BYTES = 16;

  /** The format version that is written, and the only one that is read. */
  public static final int VERSION = 1;

  private static final int MAGIC_BYTES = 8;
  private static final int FLAGS_OFFSET = 10;
  private static final int RESERVED_OFFSET = 12;

  private final String magic;
  private final long magicBits;

  FileFormat(String magic) {
    this.magic = magic;
    this.magicBits = ByteBuffer.wrap(magic.getBytes(StandardCharsets.US_ASCII)).getLong();
  }

  /**
   * Writes the header.
   *
   * @param target holds at least {@link #HEADER_BYTES} bytes from {@code offset}
   * @param flags 0 to 65535, what they mean is the kind's own affair
   */
  public void write(byte[] target, int offset, int flags) {
    if (flags < 0 || flags > 0xffff) {
      throw new IllegalArgumentException("flags must be 0 to 65535: " + flags);
    }
    ByteBuffer.wrap(target, offset, HEADER_BYTES)
        .putLong(magicBits)
        .putShort((short) VERSION)
        .putShort((short) flags)
        .putInt(0);
  }

  /**
   * Whether these bytes begin a file of this kind, in any format version. A caller that has an
   * error of its own for anything else asks this first, {@link #check} after.
   *
   * @return false also if fewer than {@link #HEADER_BYTES} bytes are there, or if the version is
   *     this one and the reserved bytes are not zero
   */
  public boolean matches(byte[] source, int offset) {
    if (source.length - offset < HEADER_BYTES) {
      return false;
    }
    ByteBuffer header = ByteBuffer.wrap(source);
    return header.getLong(offset) == magicBits
        && (version(header, offset) != VERSION || header.getInt(offset + RESERVED_OFFSET) == 0);
  }

  /**
   * Judges the header.
   *
   * @param what names the file or stream in messages
   * @return the flags, 0 to 65535
   * @throws FormatVersionException if another version of Kedge wrote this kind of file
   * @throws BackupFormatException if it is no such file; where it is not met as a stream, callers
   *     ask {@link #matches} first and throw their own
   */
  public int check(byte[] source, int offset, String what) {
    if (!matches(source, offset)) {
      throw new BackupFormatException(what + " does not begin with " + magic, 0);
    }
    ByteBuffer header = ByteBuffer.wrap(source);
    int version = version(header, offset);
    if (version != VERSION) {
      throw new FormatVersionException(what, version, VERSION);
    }
    return Short.toUnsignedInt(header.getShort(offset + FLAGS_OFFSET));
  }

  private static int version(ByteBuffer header, int offset) {
    return Short.toUnsignedInt(header.getShort(offset + MAGIC_BYTES));
  }
}
