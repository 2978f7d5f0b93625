package dev.kedge.internal.wal;

import dev.kedge.LimitExceededException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Collects the records of one write. It is used again and again: fill it, append it, clear it. The
 * records stand in the one array that is written as it is; after a giant group the array shrinks.
 *
 * <p>Its bytes: a header of 72 bytes, the records, zeros up to the next multiple of 8. The header:
 * u32 CRC32C over the segment's salt and all that follows up to the last record, u32 bytes of the
 * records, u64 position in the log, u64 first version, u64 last version, u64 the position up to
 * which the log was known forced, u32 flags (0), 12 bytes for a nonce, 16 for a tag. Behind it as
 * many zeros as a header has are written, so that the end of the log in a recycled segment does not
 * look like a torn group; that place is taken by the next group or by the {@link SegmentSeal}.
 *
 * <p>Belongs to one thread at a time.
 */
public final class LogGroup {

  /** Groups begin at multiples of this. */
  static final int ALIGNMENT = 8;

  static final int HEADER_BYTES = 72;
  static final int LENGTH_OFFSET = 4;
  static final int LSN_OFFSET = 8;
  static final int FIRST_OFFSET = 16;
  static final int LAST_OFFSET = 24;
  static final int FORCED_OFFSET = 32;
  static final int FLAGS_OFFSET = 40;

  /** The most that an array can hold with what belongs before and behind. */
  static final int MAX_PAYLOAD_BYTES = Integer.MAX_VALUE - 4096;

  private static final int FIRST_ARRAY_BYTES = 64 << 10;
  private static final int KEPT_ARRAY_BYTES = 1 << 20;
  private static final int TAIL_BYTES = ALIGNMENT + HEADER_BYTES;

  private final CRC32C crc = new CRC32C();
  private byte[] bytes = new byte[FIRST_ARRAY_BYTES];
  private int end = HEADER_BYTES;
  private long firstVersion;
  private long lastVersion;
  private long lastTimeMicros;
  private long lastHistory;

  /** Makes an empty group. */
  public LogGroup() {}

  /** What a record with so many bytes of operations adds to {@link #bytes}. */
  public static long bytesOf(int opsLength) {
    return (long) LogRecord.HEADER_BYTES + opsLength;
  }

  /**
   * Adds a record; the operations are copied.
   *
   * @param history the history checksum after the commit
   * @throws IllegalArgumentException if the version does not follow the last one
   * @throws LimitExceededException if the group gets larger than an array can be
   */
  public void add(long version, long timeMicros, long history, byte[] ops, int offset, int length) {
    if (!isEmpty() && version != lastVersion + 1) {
      throw new IllegalArgumentException("version " + version + " after " + lastVersion);
    }
    long size = bytes() + bytesOf(length);
    if (size > MAX_PAYLOAD_BYTES) {
      throw new LimitExceededException("bytes of a log group", MAX_PAYLOAD_BYTES, size);
    }
    makeRoom((int) size);
    LogRecord.writeHeader(bytes, end, version, timeMicros, history, length);
    System.arraycopy(ops, offset, bytes, end + LogRecord.HEADER_BYTES, length);
    firstVersion = isEmpty() ? version : firstVersion;
    end = HEADER_BYTES + (int) size;
    lastVersion = version;
    lastTimeMicros = timeMicros;
    lastHistory = history;
  }

  private void makeRoom(int payload) {
    int needed = HEADER_BYTES + payload + TAIL_BYTES;
    if (needed > bytes.length) {
      long ample = bytes.length + (long) Math.min(bytes.length, 8 * KEPT_ARRAY_BYTES);
      int length = (int) Math.min(Math.max(needed, ample), MAX_PAYLOAD_BYTES + HEADER_BYTES * 4L);
      bytes = Arrays.copyOf(bytes, length);
    }
  }

  /** Empties it. */
  public void clear() {
    end = HEADER_BYTES;
    if (bytes.length > KEPT_ARRAY_BYTES) {
      bytes = new byte[FIRST_ARRAY_BYTES];
    }
  }

  /** Whether it holds no record. */
  public boolean isEmpty() {
    return end == HEADER_BYTES;
  }

  /** Bytes of its records. */
  public long bytes() {
    return (long) end - HEADER_BYTES;
  }

  /** The version of its first record; meaningless if it is empty. */
  public long firstVersion() {
    return firstVersion;
  }

  /** The version of its last record; meaningless if it is empty. */
  public long lastVersion() {
    return lastVersion;
  }

  long lastTimeMicros() {
    return lastTimeMicros;
  }

  long lastHistory() {
    return lastHistory;
  }

  /** What it takes in the log. */
  long paddedBytes() {
    return padded(end);
  }

  /** Rounds up to where the next group begins. */
  static long padded(long bytes) {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /**
   * Completes the header for its place in the log.
   *
   * @return the array to write, from 0: {@link #paddedBytes} and {@link #HEADER_BYTES} zeros
   */
  byte[] seal(byte[] salt, long lsn, long forcedUpTo) {
    Arrays.fill(bytes, end, end + TAIL_BYTES, (byte) 0);
    Bytes.putInt(bytes, LENGTH_OFFSET, end - HEADER_BYTES);
    Bytes.putLong(bytes, LSN_OFFSET, lsn);
    Bytes.putLong(bytes, FIRST_OFFSET, firstVersion);
    Bytes.putLong(bytes, LAST_OFFSET, lastVersion);
    Bytes.putLong(bytes, FORCED_OFFSET, forcedUpTo);
    Bytes.putInt(bytes, 0, checksum(crc, salt, bytes, 0, end));
    return bytes;
  }

  /** The checksum of a group that stands in a buffer. */
  static int checksum(CRC32C crc, byte[] salt, byte[] buffer, int at, int length) {
    crc.reset();
    crc.update(salt, 0, salt.length);
    crc.update(buffer, at + LENGTH_OFFSET, length - LENGTH_OFFSET);
    return (int) crc.getValue();
  }

  /** The bytes that seed the checksums of a segment. */
  static byte[] saltBytes(long salt) {
    byte[] bytes = new byte[Long.BYTES];
    Bytes.putLong(bytes, 0, salt);
    return bytes;
  }
}
