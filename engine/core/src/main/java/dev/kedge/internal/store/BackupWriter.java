package dev.kedge.internal.store;

import dev.kedge.ProgressListener;
import dev.kedge.internal.io.InterruptHold;
import dev.kedge.internal.io.Lz4FrameEncoder;
import dev.kedge.internal.io.Lz4Frames;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.StreamSink;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Writes a backup container: header, pieces, footer. Compressed, each of these becomes an LZ4 frame
 * of its own. Pieces are read, hashed and compressed by a few threads ahead of the caller's, which
 * alone touches the stream and writes them in order, and no more of them are in memory than {@link
 * BackupBudget} allows.
 *
 * <p>An interrupt of the caller neither stops the backup nor reaches the stream, unless it comes in
 * the middle of a write to a stream that reacts to it; the flag is kept. However the call ends, its
 * threads have ended before.
 */
public final class BackupWriter {

  private static final String NAME = "backup";

  private final BackupHeader header;
  private final PageImage image;
  private final boolean compressed;
  private final Queue<Slot> free = new ArrayDeque<>();
  private final Queue<Future<Slot>> ahead = new ArrayDeque<>();
  private long nextPiece;

  private BackupWriter(BackupHeader header, PageImage image, boolean compressed) {
    this.header = header;
    this.image = image;
    this.compressed = compressed;
  }

  /**
   * What was written.
   *
   * @param streamBytes bytes that went to the stream
   * @param digest the digest of the whole backup, the same whether it was compressed or not
   */
  public record Written(long streamBytes, long digest) {

    /** The digest in 16 lower-case hexadecimal digits. */
    public String digestText() {
      return HexFormat.of().toHexDigits(digest);
    }
  }

  /**
   * Writes a whole backup and flushes the stream, which is not closed.
   *
   * @param image what to back up; its page size and count must be those of the header
   * @param listener hears of each piece, in bytes of the image
   * @return what was written
   * @throws dev.kedge.StorageException if the stream fails; the {@link java.io.IOException} is its
   *     cause. What the image throws passes as it is
   * @throws dev.kedge.OperationCancelledException if the listener cancelled it
   */
  public static Written write(
      BackupHeader header,
      PageImage image,
      OutputStream out,
      boolean compressed,
      ProgressListener listener) {
    if (image.pageSize() != header.pageSize() || image.pageCount() != header.pageCount()) {
      throw new IllegalArgumentException("the header does not describe the image: " + header);
    }
    try (InterruptHold hold = new InterruptHold()) {
      BackupProgress progress = new BackupProgress(listener, NAME, hold);
      StreamSink sink = new StreamSink(out, NAME, hold);
      return new BackupWriter(header, image, compressed).run(sink, progress);
    }
  }

  /**
   * Writes a whole backup to a new file, which gets its name when all of it is durable.
   *
   * @throws dev.kedge.TargetExistsException if the name is taken
   * @throws dev.kedge.StorageException if the storage fails; nothing is left behind then
   * @throws dev.kedge.OperationCancelledException if the listener cancelled it
   */
  public static Written write(
      BackupHeader header,
      PageImage image,
      Storage storage,
      Path path,
      boolean compressed,
      ProgressListener listener) {
    try (BackupTarget target = BackupTarget.create(storage, path, BackupTarget.Kind.BACKUP)) {
      Written written = write(header, image, new BackupFileOutput(target), compressed, listener);
      target.publish();
      return written;
    }
  }

  private Written run(StreamSink sink, BackupProgress progress) {
    byte[] block = header.encode();
    BackupDigest digest = new BackupDigest(BackupHeader.checksumIn(block));
    writeBlock(sink, block);
    BackupBudget budget = BackupBudget.of(arrayBytes());
    // Without compression there is little to do, and half of the processors are left to commits.
    int threads = compressed ? budget.workers() : (budget.workers() + 1) / 2;
    try (BackupWorkers workers = new BackupWorkers(threads, NAME)) {
      for (long index = 0; index < header.pieces(); index++) {
        progress.check();
        readAhead(workers, budget.pieces());
        Slot slot = BackupWorkers.await(ahead.remove());
        sink.write(slot.piece.array(), slot.from, slot.length);
        digest.add(slot.hash);
        progress.advance(slot.piece.length(), header.imageBytes());
        free.add(slot);
      }
    }
    writeBlock(sink, digest.footer(header.imageBytes()));
    sink.flush();
    return new Written(sink.written(), digest.value());
  }

  private void readAhead(BackupWorkers workers, int most) {
    while (nextPiece < header.pieces() && ahead.size() < most) {
      @Nullable Slot reused = free.poll();
      Slot slot = reused == null ? newSlot() : reused;
      slot.piece.become(nextPiece, header.pieceLength(nextPiece));
      nextPiece++;
      ahead.add(workers.submit(() -> prepare(slot)));
    }
  }

  private int arrayBytes() {
    int longest = BackupPiece.HEAD_BYTES + header.longestPiece();
    return compressed ? Lz4Frames.maxFrameBytes(longest) : longest;
  }

  private Slot newSlot() {
    int longest = BackupPiece.HEAD_BYTES + header.longestPiece();
    int start = compressed ? Lz4Frames.inPlaceLead(longest) : 0;
    return new Slot(
        new BackupPiece(arrayBytes(), start), compressed ? new Lz4FrameEncoder(longest) : null);
  }

  /** A piece on its way from the image to the stream. */
  private static final class Slot {

    private final BackupPiece piece;
    private final @Nullable Lz4FrameEncoder encoder;
    private int from;
    private int length;
    private long hash;

    private Slot(BackupPiece piece, @Nullable Lz4FrameEncoder encoder) {
      this.piece = piece;
      this.encoder = encoder;
    }
  }

  private Slot prepare(Slot slot) {
    BackupPiece piece = slot.piece;
    long firstPage = piece.index() * (header.pieceBytes() / header.pageSize());
    int pages = piece.length() / header.pageSize();
    image.read(firstPage, pages, piece.array(), piece.imageStart());
    piece.seal();
    slot.hash = piece.statedHash();
    slot.from = piece.start();
    slot.length = piece.totalLength();
    if (slot.encoder != null) {
      byte[] array = piece.array();
      slot.length = slot.encoder.encode(array, slot.from, slot.length, array, 0);
      slot.from = 0;
    }
    return slot;
  }

  private void writeBlock(StreamSink sink, byte[] block) {
    if (compressed) {
      byte[] frame = new byte[Lz4Frames.maxFrameBytes(block.length)];
      int length = new Lz4FrameEncoder(block.length).encode(block, 0, block.length, frame, 0);
      sink.write(frame, 0, length);
    } else {
      sink.write(block, 0, block.length);
    }
  }
}
