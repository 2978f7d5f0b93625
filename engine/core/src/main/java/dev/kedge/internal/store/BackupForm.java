package dev.kedge.internal.store;

import dev.kedge.internal.io.FileFormat;
import dev.kedge.internal.io.Lz4FrameDecoder;
import dev.kedge.internal.io.Lz4Frames;
import dev.kedge.internal.io.StreamSource;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The form of a backup at hand, plain or compressed, found out from its first bytes: how to take
 * its parts from the stream.
 */
final class BackupForm {

  // Enough for the header of an LZ4 frame and the first bytes of what is compressed in it, which
  // LZ4 leaves as they are.
  private static final int PROBE_BYTES = 64;
  private static final int MAGIC_BYTES = 8;

  private final boolean compressed;

  private BackupForm(boolean compressed) {
    this.compressed = compressed;
  }

  /**
   * Looks at the first bytes of a stream.
   *
   * @throws dev.kedge.BackupFormatException if it is something else
   */
  static BackupForm of(StreamSource source) {
    byte[] probe = source.peek(PROBE_BYTES);
    if (probe.length == 0) {
      throw source.damaged("is empty");
    }
    if (FileFormat.BACKUP.matches(probe, 0)) {
      return new BackupForm(false);
    }
    boolean frame = probe.length >= Integer.BYTES && Lz4Frames.isFrame(probe, 0);
    if (frame && !holdsShippedLog(probe)) {
      return new BackupForm(true);
    }
    throw source.damaged(frame ? somethingElse(FileFormat.WAL_STREAM) : somethingElse(probe));
  }

  private static boolean holdsShippedLog(byte[] probe) {
    byte[] header = new byte[FileFormat.HEADER_BYTES];
    FileFormat.WAL_STREAM.write(header, 0, 0);
    String magic = new String(header, 0, MAGIC_BYTES, StandardCharsets.ISO_8859_1);
    return new String(probe, StandardCharsets.ISO_8859_1).contains(magic);
  }

  private static String somethingElse(byte[] probe) {
    for (FileFormat format : FileFormat.values()) {
      if (format.matches(probe, 0)) {
        return somethingElse(format);
      }
    }
    String start = HexFormat.of().formatHex(probe, 0, Math.min(probe.length, 16));
    return "is not a Kedge backup, or its first bytes (" + start + ") are damaged,";
  }

  private static String somethingElse(FileFormat format) {
    return switch (format) {
      case WAL_STREAM -> "is a shipped log (apply it to a replica with applyWal), no backup,";
      case DATABASE -> "is a database file (which can be opened as it is), no backup,";
      case SEGMENT -> "is a segment of a replication destination, no backup,";
      case LOG, STATE -> "is a file from the log folder of a database, no backup,";
      case BACKUP -> throw new IllegalArgumentException("a backup is nothing else");
    };
  }

  /** Whether it is compressed. */
  boolean isCompressed() {
    return compressed;
  }

  /** Takes the header or the footer. */
  byte[] readBlock(StreamSource source, int length) {
    byte[] block = new byte[length];
    if (compressed) {
      Lz4FrameDecoder decoder = new Lz4FrameDecoder(length);
      decoder.read(source, length, block, 0);
      decoder.decode(block, 0);
    } else {
      source.readFully(block, 0, length);
    }
    return block;
  }

  /** Room for pieces of up to so many bytes of image. */
  BackupSlot newSlot(int longestPiece) {
    int arrayBytes = BackupPiece.HEAD_BYTES + longestPiece;
    return new BackupSlot(
        new BackupPiece(arrayBytes, 0), compressed ? new Lz4FrameDecoder(arrayBytes) : null);
  }
}
