package dev.kedge.internal.wal;

import java.util.zip.CRC32C;

/**
 * What is written behind the last group of a segment once the next segment durably exists: the
 * header of a group without records, with flag 1. If the next segment is lost later, the log does
 * not simply seem to end here.
 *
 * <p>It is never forced: that it is there proves something, that it is missing proves nothing.
 */
final class SegmentSeal {

  /** Its bytes. A segment always keeps room for them. */
  static final int BYTES = LogGroup.HEADER_BYTES;

  private static final int FLAG = 1;

  private SegmentSeal() {}

  /**
   * Makes one.
   *
   * @param salt that of the segment
   * @param lsn where it stands, which is where the next segment begins
   * @param nextVersion the version that the next segment begins with
   */
  static byte[] encode(byte[] salt, long lsn, long nextVersion) {
    byte[] seal = new byte[BYTES];
    Bytes.putLong(seal, LogGroup.LSN_OFFSET, lsn);
    Bytes.putLong(seal, LogGroup.FIRST_OFFSET, nextVersion);
    Bytes.putLong(seal, LogGroup.LAST_OFFSET, nextVersion - 1);
    Bytes.putLong(seal, LogGroup.FORCED_OFFSET, lsn);
    Bytes.putInt(seal, LogGroup.FLAGS_OFFSET, FLAG);
    Bytes.putInt(seal, 0, LogGroup.checksum(new CRC32C(), salt, seal, 0, BYTES));
    return seal;
  }

  /** Whether one stands in a buffer that has so many bytes there. */
  static boolean isAt(byte[] buffer, int at, byte[] salt, long lsn) {
    return Bytes.getInt(buffer, at + LogGroup.LENGTH_OFFSET) == 0
        && Bytes.getLong(buffer, at + LogGroup.LSN_OFFSET) == lsn
        && Bytes.getInt(buffer, at + LogGroup.FLAGS_OFFSET) == FLAG
        && LogGroup.checksum(new CRC32C(), salt, buffer, at, BYTES) == Bytes.getInt(buffer, at);
  }
}
