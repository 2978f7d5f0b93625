package dev.kedge.internal.store;

import dev.kedge.Ancestor;
import dev.kedge.BackupFormatException;
import dev.kedge.Position;
import dev.kedge.internal.io.FileFormat;
import dev.kedge.internal.page.Meta;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The first block of a backup container: which point in time it holds, and how the image that
 * follows is cut into pieces. The layout is in {@code engine/README.md}.
 *
 * @param generation the history it belongs to
 * @param version the last commit in it, 0 if there is none
 * @param timeMicros the time of that commit, microseconds since 1970
 * @param history the history checksum after that commit
 * @param pageSize bytes of a page, a power of two from 4096 to 65536
 * @param pieceBytes bytes of each piece but the last, a power of two from 64 KiB to 4 MiB
 * @param pageCount pages of the image
 * @param ancestors the generations before it, oldest first, at most {@link Meta#MAX_ANCESTORS}
 */
public record BackupHeader(
    long generation,
    long version,
    long timeMicros,
    long history,
    int pageSize,
    int pieceBytes,
    long pageCount,
    List<Ancestor> ancestors) {

  /** The length of the block. */
  public static final int BYTES = 4096;

  /** The length of the pieces that backups are written in. */
  public static final int PIECE_BYTES = 4 << 20;

  /** The shortest pieces that are read. */
  public static final int MIN_PIECE_BYTES = 64 << 10;

  private static final int CHECKSUM = BYTES - 4;
  private static final int CIPHER_DESCRIPTOR_BYTES = 64;

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public BackupHeader {
    ancestors = List.copyOf(ancestors);
    require(version >= 0, "version", version);
    require(isPowerOfTwo(pageSize, Meta.MIN_PAGE_SIZE, Meta.MAX_PAGE_SIZE), "page size", pageSize);
    require(isPowerOfTwo(pieceBytes, MIN_PIECE_BYTES, PIECE_BYTES), "piece length", pieceBytes);
    require(pageCount >= 0 && pageCount <= Long.MAX_VALUE / pageSize, "page count", pageCount);
    require(ancestors.size() <= Meta.MAX_ANCESTORS, "number of ancestors", ancestors.size());
  }

  private static boolean isPowerOfTwo(int value, int least, int most) {
    return value >= least && value <= most && Integer.bitCount(value) == 1;
  }

  private static void require(boolean valid, String name, long value) {
    if (!valid) {
      throw new IllegalArgumentException(name + " out of range: " + value);
    }
  }

  /** The point in time. */
  public Position position() {
    return new Position(generation, version);
  }

  /** The time of the last commit in it. */
  Instant time() {
    return Micros.instant(timeMicros);
  }

  /** Bytes of the image, which is the length of the restored file. */
  public long imageBytes() {
    return pageCount * pageSize;
  }

  /** How many pieces the image is cut into. */
  long pieces() {
    return imageBytes() / pieceBytes + (imageBytes() % pieceBytes == 0 ? 0 : 1);
  }

  /** Bytes of image in a piece. */
  int pieceLength(long index) {
    return (int) Math.min(pieceBytes, imageBytes() - index * pieceBytes);
  }

  /** Bytes of image in the longest piece. */
  int longestPiece() {
    return (int) Math.min(pieceBytes, imageBytes());
  }

  /** Writes the block. */
  byte[] encode() {
    byte[] block = new byte[BYTES];
    FileFormat.BACKUP.write(block, 0, 0);
    ByteBuffer out = ByteBuffer.wrap(block).position(FileFormat.HEADER_BYTES);
    out.putLong(generation).putLong(version).putLong(timeMicros).putLong(history);
    out.putInt(pageSize).putInt(pieceBytes).putLong(pageCount).putLong(imageBytes());
    out.putLong(0); // the version it is based on, for backups of differences
    out.position(out.position() + CIPHER_DESCRIPTOR_BYTES);
    out.putShort((short) ancestors.size());
    for (Ancestor ancestor : ancestors) {
      out.putLong(ancestor.generation()).putLong(ancestor.version());
    }
    out.putInt(CHECKSUM, checksum(block));
    return block;
  }

  /** The checksum in an encoded block. */
  static int checksumIn(byte[] block) {
    return ByteBuffer.wrap(block).getInt(CHECKSUM);
  }

  private static int checksum(byte[] block) {
    CRC32C crc = new CRC32C();
    crc.update(block, 0, CHECKSUM);
    return (int) crc.getValue();
  }

  /**
   * Reads the block.
   *
   * @param name what the stream is, in messages
   * @throws BackupFormatException if it is damaged, or asks for what this Kedge can't do
   * @throws dev.kedge.FormatVersionException if another version of Kedge wrote it
   */
  static BackupHeader decode(byte[] block, String name) {
    int flags = FileFormat.BACKUP.check(block, 0, name);
    if (checksumIn(block) != checksum(block)) {
      throw new BackupFormatException(name + " has a damaged header", 0);
    }
    try {
      return decode(ByteBuffer.wrap(block).position(FileFormat.HEADER_BYTES), flags, name);
    } catch (IllegalArgumentException e) {
      throw new BackupFormatException(name + " has an impossible header", 0, e);
    }
  }

  private static BackupHeader decode(ByteBuffer in, int flags, String name) {
    long generation = in.getLong();
    long version = in.getLong();
    long timeMicros = in.getLong();
    long history = in.getLong();
    int pageSize = in.getInt();
    int pieceBytes = in.getInt();
    long pageCount = in.getLong();
    long imageBytes = in.getLong();
    long baseVersion = in.getLong();
    int cipher = in.getShort(in.position());
    in.position(in.position() + CIPHER_DESCRIPTOR_BYTES);
    if (flags != 0 || baseVersion != 0 || cipher != 0) {
      throw new BackupFormatException(
          name + " is differential or encrypted, which this Kedge can't restore,", 0);
    }
    BackupHeader header =
        new BackupHeader(
            generation,
            version,
            timeMicros,
            history,
            pageSize,
            pieceBytes,
            pageCount,
            decodeAncestors(in));
    require(imageBytes == header.imageBytes(), "image length", imageBytes);
    return header;
  }

  private static List<Ancestor> decodeAncestors(ByteBuffer in) {
    int count = Short.toUnsignedInt(in.getShort());
    require(count <= Meta.MAX_ANCESTORS, "number of ancestors", count);
    List<Ancestor> ancestors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ancestors.add(new Ancestor(in.getLong(), in.getLong()));
    }
    return ancestors;
  }
}
