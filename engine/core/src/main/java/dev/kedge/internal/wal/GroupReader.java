package dev.kedge.internal.wal;

import dev.kedge.CorruptionException;
import dev.kedge.internal.io.StorageFile;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Reads the groups of one segment, one after the other, and the records in them. It reads in blocks
 * and hands out records as views on its buffer. A group larger than a block gets an array of its
 * size only after its checksum was found right, so that a damaged length costs no memory.
 *
 * <p>Belongs to one thread at a time. Owns the file it is given.
 */
final class GroupReader implements AutoCloseable {

  private static final int BLOCK_BYTES = 256 << 10;

  private final StorageFile file;
  private final SegmentHeader header;
  private final RecordSource source;
  private final byte[] salt;
  private final int blockBytes;
  private final CRC32C crc = new CRC32C();

  private byte[] buffer = {};
  private long bufferLsn;
  private int buffered;

  private long lsn;
  private long firstVersion;
  private long lastVersion;
  private long forcedUpTo;
  private long nextVersion;
  private int recordAt;
  private int recordsEnd;

  GroupReader(StorageFile file, SegmentHeader header) {
    this.file = file;
    this.header = header;
    Path path = file.path();
    this.source = (what, offset) -> new CorruptionException(path, offset, what);
    this.salt = LogGroup.saltBytes(header.salt());
    this.blockBytes = (int) Math.min(BLOCK_BYTES, header.capacity());
    this.lsn = header.baseLsn();
  }

  /** Goes to where a group begins. */
  void seek(long position) {
    lsn = position;
    recordAt = recordsEnd = 0;
  }

  /** Where the next group begins, which is where the one just read ends. */
  long lsn() {
    return lsn;
  }

  /** Where in the file that is. */
  long fileOffset() {
    return header.fileOffset(lsn);
  }

  /** The first version of the group read last. */
  long firstVersion() {
    return firstVersion;
  }

  /** The last version of the group read last. */
  long lastVersion() {
    return lastVersion;
  }

  /** Up to where the log was known forced when the group read last was written. */
  long forcedUpTo() {
    return forcedUpTo;
  }

  /**
   * Reads the next group, if a valid one stands there.
   *
   * @param limit where it must end at the latest; nothing behind is read
   * @return false, and nothing has moved, if there is no valid group
   * @throws CorruptionException if its checksum is right but its content impossible
   */
  boolean next(long limit) {
    recordAt = recordsEnd = 0;
    if (limit - lsn < LogGroup.HEADER_BYTES || !fill(LogGroup.HEADER_BYTES, limit)) {
      return false;
    }
    int at = (int) (lsn - bufferLsn);
    int payload = Bytes.getInt(buffer, at + LogGroup.LENGTH_OFFSET);
    if (Bytes.getLong(buffer, at + LogGroup.LSN_OFFSET) != lsn
        || payload < LogRecord.HEADER_BYTES
        || payload > LogGroup.MAX_PAYLOAD_BYTES
        || payload > limit - lsn - LogGroup.HEADER_BYTES) {
      return false;
    }
    int total = LogGroup.HEADER_BYTES + payload;
    if (total > blockBytes && !isBuffered(total) && !matchesInBlocks(total)) {
      return false;
    }
    return fill(total, limit) && accept(total);
  }

  private boolean accept(int total) {
    int at = (int) (lsn - bufferLsn);
    if (LogGroup.checksum(crc, salt, buffer, at, total) != Bytes.getInt(buffer, at)) {
      return false;
    }
    firstVersion = Bytes.getLong(buffer, at + LogGroup.FIRST_OFFSET);
    lastVersion = Bytes.getLong(buffer, at + LogGroup.LAST_OFFSET);
    forcedUpTo = Bytes.getLong(buffer, at + LogGroup.FORCED_OFFSET);
    if (firstVersion < header.firstVersion()
        || lastVersion < firstVersion
        || forcedUpTo > lsn
        || Bytes.getInt(buffer, at + LogGroup.FLAGS_OFFSET) != 0) {
      throw damaged("impossible header of a log group");
    }
    nextVersion = firstVersion;
    recordAt = at + LogGroup.HEADER_BYTES;
    recordsEnd = at + total;
    lsn += LogGroup.padded(total);
    return true;
  }

  /** Whether the seal of the segment stands where the next group would. Nothing moves. */
  boolean isAtSeal() {
    recordAt = recordsEnd = 0;
    long limit = header.limitLsn();
    return limit - lsn >= SegmentSeal.BYTES
        && fill(SegmentSeal.BYTES, limit)
        && SegmentSeal.isAt(buffer, (int) (lsn - bufferLsn), salt, lsn);
  }

  /** Whether the group read last has further records. */
  boolean hasRecord() {
    return recordAt < recordsEnd;
  }

  /**
   * The next record of the group: a view, valid until the next call of any method that reads.
   *
   * @throws CorruptionException if it is malformed
   */
  LogRecord nextRecord() {
    int at = recordAt;
    skipRecord();
    return LogRecord.view(buffer, at, source, header.fileOffset(bufferLsn + at));
  }

  /**
   * Checks all records of the group.
   *
   * @return the last one
   * @throws CorruptionException if one is malformed
   */
  LogRecord lastRecord() {
    int at = recordAt;
    while (hasRecord()) {
      at = recordAt;
      skipRecord();
    }
    return LogRecord.view(buffer, at, source, header.fileOffset(bufferLsn + at));
  }

  private void skipRecord() {
    int rest = recordsEnd - recordAt;
    int counted = rest < LogRecord.HEADER_BYTES ? -1 : Bytes.getInt(buffer, recordAt);
    if (counted < LogRecord.COUNTED_HEADER_BYTES || counted > rest - Integer.BYTES) {
      throw malformedRecord("impossible length of a log record");
    }
    boolean isLast = counted == rest - Integer.BYTES;
    if (Bytes.getLong(buffer, recordAt + Integer.BYTES) != nextVersion
        || isLast != (nextVersion == lastVersion)) {
      throw malformedRecord("log record out of order");
    }
    nextVersion++;
    recordAt += Integer.BYTES + counted;
  }

  private CorruptionException malformedRecord(String what) {
    return new CorruptionException(file.path(), header.fileOffset(bufferLsn + recordAt), what);
  }

  /** The error for what stands where the next group should begin. */
  CorruptionException damaged(String what) {
    return new CorruptionException(file.path(), fileOffset(), what);
  }

  private boolean isBuffered(int length) {
    return lsn >= bufferLsn && lsn + length <= bufferLsn + buffered;
  }

  /**
   * Brings so many bytes from the current position into the buffer, and what else a block holds.
   */
  private boolean fill(int length, long limit) {
    if (isBuffered(length)) {
      return true;
    }
    int size = Math.max(length, blockBytes);
    byte[] target = buffer.length == size ? buffer : new byte[size];
    long rest = lsn >= bufferLsn ? Math.max(0, bufferLsn + buffered - lsn) : 0;
    int kept = (int) Math.min(rest, size);
    if (kept > 0) {
      System.arraycopy(buffer, (int) (lsn - bufferLsn), target, 0, kept);
    }
    buffer = target;
    bufferLsn = lsn;
    buffered = kept;
    int wanted = (int) Math.min(size, limit - lsn) - kept;
    if (wanted > 0) {
      buffered += file.read(header.fileOffset(lsn + kept), buffer, kept, wanted);
    }
    return buffered >= length;
  }

  /** Checks the checksum of a group without holding all of it. */
  private boolean matchesInBlocks(int total) {
    byte[] block = buffer.length == blockBytes ? buffer : new byte[blockBytes];
    buffer = block;
    buffered = 0;
    crc.reset();
    crc.update(salt, 0, salt.length);
    int expected = 0;
    for (int done = 0; done < total; ) {
      int wanted = Math.min(blockBytes, total - done);
      if (file.read(header.fileOffset(lsn + done), block, 0, wanted) < wanted) {
        return false;
      }
      int skipped = done == 0 ? LogGroup.LENGTH_OFFSET : 0;
      expected = done == 0 ? Bytes.getInt(block, 0) : expected;
      crc.update(block, skipped, wanted - skipped);
      done += wanted;
    }
    return (int) crc.getValue() == expected;
  }

  @Override
  public void close() {
    file.close();
  }
}
