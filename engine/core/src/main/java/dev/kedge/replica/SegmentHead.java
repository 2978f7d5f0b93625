package dev.kedge.replica;

import dev.kedge.DestinationException;
import dev.kedge.ShippedRange;
import dev.kedge.internal.io.FileFormat;
import dev.kedge.internal.io.XxHash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.zip.CRC32C;

/**
 * What stands before the LZ4 frame of a segment: what must be known of it without reading all of
 * it. It is a skippable frame, so that the {@code lz4} command passes over it.
 *
 * @param generation the history of its commits
 * @param firstVersion the first of them
 * @param lastVersion the last of them
 * @param epoch the writer that stored it
 * @param historyBefore the history checksum before the first
 * @param historyAfter the history checksum after the last
 * @param lastTime the commit time of the last
 * @param frameHash XXH64 of the frame that follows
 */
record SegmentHead(
    long generation,
    long firstVersion,
    long lastVersion,
    long epoch,
    long historyBefore,
    long historyAfter,
    Instant lastTime,
    long frameHash) {

  /** Its length. */
  static final int BYTES = 92;

  private static final int SKIPPABLE_MAGIC = 0x184D2A50;
  private static final int FRAME_BYTES = 8;
  private static final int CHECKSUM = BYTES - 4;

  static SegmentHead of(ShippedRange range, long epoch, byte[] frame) {
    return new SegmentHead(
        range.generation(),
        range.firstVersion(),
        range.lastVersion(),
        epoch,
        range.historyBefore(),
        range.historyAfter(),
        range.lastTime(),
        XxHash.hash64(frame, 0, frame.length, 0));
  }

  byte[] encode() {
    byte[] head = new byte[BYTES];
    ByteBuffer.wrap(head)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(SKIPPABLE_MAGIC)
        .putInt(BYTES - FRAME_BYTES);
    FileFormat.SEGMENT.write(head, FRAME_BYTES, 0);
    ByteBuffer.wrap(head)
        .position(FRAME_BYTES + FileFormat.HEADER_BYTES)
        .putLong(generation)
        .putLong(firstVersion)
        .putLong(lastVersion)
        .putLong(epoch)
        .putLong(historyBefore)
        .putLong(historyAfter)
        .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, lastTime))
        .putLong(frameHash)
        .putInt(checksum(head));
    return head;
  }

  private static int checksum(byte[] head) {
    CRC32C crc = new CRC32C();
    crc.update(head, 0, CHECKSUM);
    return (int) crc.getValue();
  }

  /** Reads it from the beginning of a segment, with one request. */
  static SegmentHead read(ReplicaClient client, SegmentInfo segment) {
    try (InputStream in = client.read(segment.object(), 0, BYTES)) {
      return read(client.url(), segment, in);
    } catch (IOException e) {
      throw new DestinationException(client.url(), segment.object(), "can't be read: " + e, e);
    }
  }

  /**
   * Reads it from a stream.
   *
   * @throws DestinationException if it is damaged or not that of this segment
   */
  static SegmentHead read(String url, SegmentInfo segment, InputStream in) throws IOException {
    byte[] head = in.readNBytes(BYTES);
    ByteBuffer bytes = ByteBuffer.wrap(head);
    boolean intact =
        head.length == BYTES
            && bytes.getInt(0) == Integer.reverseBytes(SKIPPABLE_MAGIC)
            && FileFormat.SEGMENT.matches(head, FRAME_BYTES)
            && bytes.getInt(CHECKSUM) == checksum(head);
    if (!intact) {
      throw DestinationException.damaged(
          url,
          segment.object(),
          "is damaged: put an intact copy back, or ask for version "
              + (segment.firstVersion() - 1)
              + " to do without it; the database that has its commits stores them again with its"
              + " next sync, once started anew",
          null);
    }
    FileFormat.SEGMENT.check(head, FRAME_BYTES, segment.object());
    bytes.position(FRAME_BYTES + FileFormat.HEADER_BYTES);
    SegmentHead read =
        new SegmentHead(
            bytes.getLong(),
            bytes.getLong(),
            bytes.getLong(),
            bytes.getLong(),
            bytes.getLong(),
            bytes.getLong(),
            Instant.EPOCH.plus(bytes.getLong(), ChronoUnit.MICROS),
            bytes.getLong());
    if (!read.belongsTo(segment)) {
      throw DestinationException.damaged(
          url, segment.object(), "has the content of another segment: " + read, null);
    }
    return read;
  }

  private boolean belongsTo(SegmentInfo segment) {
    return generation == segment.generation()
        && firstVersion == segment.firstVersion()
        && lastVersion == segment.lastVersion()
        && epoch == segment.epoch();
  }
}
