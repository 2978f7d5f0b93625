package dev.kedge.internal.store;

import dev.kedge.BackupFormatException;
import dev.kedge.internal.io.Lz4FrameDecoder;
import dev.kedge.internal.io.StreamSource;
import org.jspecify.annotations.Nullable;

/**
 * A piece on its way from the stream of a backup to whoever takes it; used for many, one after the
 * other.
 *
 * <p>Belongs to one thread at a time.
 */
final class BackupSlot {

  private final BackupPiece piece;
  private final @Nullable Lz4FrameDecoder decoder;
  private long offset;

  /**
   * An empty slot.
   *
   * @param decoder what decompresses the pieces, or null if they are not compressed
   */
  BackupSlot(BackupPiece piece, @Nullable Lz4FrameDecoder decoder) {
    this.piece = piece;
    this.decoder = decoder;
  }

  /** The piece; its content counts once it is verified. */
  BackupPiece piece() {
    return piece;
  }

  /** Takes the next piece from the stream as it stands. */
  void read(StreamSource source, long index, int length) {
    piece.become(index, length);
    offset = source.offset();
    if (decoder != null) {
      decoder.read(source, piece.totalLength(), piece.array(), piece.start());
    } else {
      source.readFully(piece.array(), piece.start(), piece.totalLength());
    }
  }

  /**
   * Decompresses and checks the piece.
   *
   * @param name what the stream is, in messages
   * @throws BackupFormatException if it is damaged or belongs elsewhere
   */
  void verify(String name) {
    if (decoder != null) {
      decoder.decode(piece.array(), piece.start());
    }
    if (!piece.isIntact()) {
      throw new BackupFormatException(
          name + " has a piece (number " + piece.index() + ") that is damaged or out of place",
          offset);
    }
  }
}
