package dev.kedge.replica;

import dev.kedge.Database;
import dev.kedge.DestinationException;
import dev.kedge.ShippedRange;
import dev.kedge.internal.io.XxHash;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;

/** A segment in memory, as it is stored. */
final class SegmentContent {

  private final SegmentHead head;
  private final byte[] frame;

  private SegmentContent(SegmentHead head, byte[] frame) {
    this.head = head;
    this.frame = frame;
  }

  /**
   * Takes the next commits from the log.
   *
   * @param maxBytes about how much log goes into a segment; one commit does, whatever it takes
   * @return empty if there is none that is durable
   * @throws dev.kedge.ReplicaGapException if the log does not reach back so far
   */
  static Optional<SegmentContent> next(Database database, long after, long epoch, long maxBytes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ShippedRange range;
    try (LZ4FrameOutputStream frame =
        new LZ4FrameOutputStream(
            bytes, BLOCKSIZE.SIZE_256KB, FLG.Bits.BLOCK_INDEPENDENCE, FLG.Bits.CONTENT_CHECKSUM)) {
      range = database.shipRange(frame, after, maxBytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    if (range.isEmpty()) {
      return Optional.empty();
    }
    byte[] frame = bytes.toByteArray();
    return Optional.of(new SegmentContent(SegmentHead.of(range, epoch, frame), frame));
  }

  /** What stands before the frame. */
  SegmentHead head() {
    return head;
  }

  /** The shipped log as one LZ4 frame. */
  byte[] frame() {
    return frame;
  }

  /** The length of the object. */
  long bytes() {
    return (long) SegmentHead.BYTES + frame.length;
  }

  /** What it will be at the destination. */
  SegmentInfo info() {
    return new SegmentInfo(
        head.generation(), head.firstVersion(), head.lastVersion(), head.epoch(), bytes());
  }

  /**
   * Opens the shipped log in a segment.
   *
   * @param stored the segment as it is stored
   * @throws DestinationException if it is damaged
   */
  static InputStream open(String url, SegmentInfo segment, byte[] stored) {
    ByteArrayInputStream in = new ByteArrayInputStream(stored);
    try {
      SegmentHead head = SegmentHead.read(url, segment, in);
      int length = stored.length - SegmentHead.BYTES;
      if (XxHash.hash64(stored, SegmentHead.BYTES, length, 0) != head.frameHash()) {
        throw DestinationException.damaged(
            url,
            segment.object(),
            "is damaged, its content does not match its checksum: put an intact copy back, or ask"
                + " for version "
                + (segment.firstVersion() - 1)
                + " to do without it",
            null);
      }
      return new LZ4FrameInputStream(in);
    } catch (IOException e) {
      throw DestinationException.damaged(url, segment.object(), "is damaged: " + e.getMessage(), e);
    }
  }
}
