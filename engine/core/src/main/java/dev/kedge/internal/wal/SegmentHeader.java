package dev.kedge.internal.wal;

import dev.kedge.Ancestor;
import dev.kedge.CorruptionException;
import dev.kedge.internal.io.FileFormat;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The block of 4096 bytes that a segment begins with. It names the exact end of the segment before,
 * so that nothing behind that end is ever read again.
 *
 * <p>Its bytes: the header of every Kedge file (16 bytes, flag 1 = recycled, flag 2 = begins a
 * generation), then as u64 sequence, salt, base position, first version, history, time, generation,
 * parent generation, parent version, capacity; u16 cipher (0 = none) and 62 bytes for it; zeros;
 * u32 CRC32C of all before, at 4092.
 *
 * @param sequence its number, from 1
 * @param salt random; seeds the checksum of each of its groups
 * @param baseLsn the position of its first byte behind the header in the endless log
 * @param firstVersion the version of its first record
 * @param history the history checksum before that
 * @param timeMicros the time of the commit before that
 * @param generation the generation of its records
 * @param parent where its generation forks from its parent, if this segment begins it, which it
 *     does when its first record is valid; else null
 * @param capacity bytes behind the header
 * @param recycled whether the bytes behind its groups may be left over from an earlier segment
 */
record SegmentHeader(
    long sequence,
    long salt,
    long baseLsn,
    long firstVersion,
    long history,
    long timeMicros,
    long generation,
    @Nullable Ancestor parent,
    long capacity,
    boolean recycled) {

  /** Bytes of the block. */
  static final int BYTES = 4096;

  private static final int CRC_OFFSET = BYTES - Integer.BYTES;
  private static final int RECYCLED = 1;
  private static final int FORKS = 2;
  private static final int CIPHER_OFFSET = 96;

  /** The generation in force before its first record. */
  long generationBefore() {
    return parent == null ? generation : parent.generation();
  }

  /** Where in the file a log position of this segment stands. */
  long fileOffset(long lsn) {
    return BYTES + lsn - baseLsn;
  }

  /** The log position behind its last byte. */
  long limitLsn() {
    return baseLsn + capacity;
  }

  /** Writes the block to the beginning of an array of zeros. */
  void encode(byte[] target) {
    FileFormat.LOG.write(target, 0, (recycled ? RECYCLED : 0) | (parent == null ? 0 : FORKS));
    Bytes.putLong(target, 16, sequence);
    Bytes.putLong(target, 24, salt);
    Bytes.putLong(target, 32, baseLsn);
    Bytes.putLong(target, 40, firstVersion);
    Bytes.putLong(target, 48, history);
    Bytes.putLong(target, 56, timeMicros);
    Bytes.putLong(target, 64, generation);
    if (parent != null) {
      Bytes.putLong(target, 72, parent.generation());
      Bytes.putLong(target, 80, parent.version());
    }
    Bytes.putLong(target, 88, capacity);
    Bytes.putInt(target, CRC_OFFSET, crc(target));
  }

  /**
   * Reads a block.
   *
   * @param length how much of it the file has
   * @throws CorruptionException if it is damaged
   * @throws dev.kedge.FormatVersionException if it is of a later format
   */
  static SegmentHeader decode(byte[] block, int length, Path file) {
    if (length < BYTES) {
      throw new CorruptionException(file, length, "log segment shorter than its header");
    }
    if (!FileFormat.LOG.matches(block, 0)) {
      throw new CorruptionException(file, 0, "no header of a log segment");
    }
    int flags = FileFormat.LOG.check(block, 0, file.toString());
    if (crc(block) != Bytes.getInt(block, CRC_OFFSET)) {
      throw new CorruptionException(file, 0, "checksum mismatch in the log segment header");
    }
    boolean known = (flags & ~(RECYCLED | FORKS)) == 0 && Bytes.getShort(block, CIPHER_OFFSET) == 0;
    SegmentHeader header = known ? read(block, flags) : null;
    if (header == null || !header.isPossible()) {
      throw new CorruptionException(file, 0, "impossible log segment header");
    }
    return header;
  }

  private static @Nullable SegmentHeader read(byte[] block, int flags) {
    long parentVersion = Bytes.getLong(block, 80);
    boolean forks = (flags & FORKS) != 0;
    if (parentVersion < 0) {
      return null;
    }
    return new SegmentHeader(
        Bytes.getLong(block, 16),
        Bytes.getLong(block, 24),
        Bytes.getLong(block, 32),
        Bytes.getLong(block, 40),
        Bytes.getLong(block, 48),
        Bytes.getLong(block, 56),
        Bytes.getLong(block, 64),
        forks ? new Ancestor(Bytes.getLong(block, 72), parentVersion) : null,
        Bytes.getLong(block, 88),
        (flags & RECYCLED) != 0);
  }

  private boolean isPossible() {
    return sequence > 0
        && baseLsn >= 0
        && baseLsn % LogGroup.ALIGNMENT == 0
        && firstVersion > 0
        && capacity > 0
        && capacity % LogGroup.ALIGNMENT == 0
        && limitLsn() > 0
        && (parent == null || parent.version() == firstVersion - 1);
  }

  private static int crc(byte[] block) {
    CRC32C crc = new CRC32C();
    crc.update(block, 0, CRC_OFFSET);
    return (int) crc.getValue();
  }
}
