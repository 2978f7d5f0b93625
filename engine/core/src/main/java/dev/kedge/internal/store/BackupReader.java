package dev.kedge.internal.store;

import dev.kedge.BackupFormatException;
import dev.kedge.BackupInfo;
import dev.kedge.BackupOutline;
import dev.kedge.ProgressListener;
import dev.kedge.internal.io.InterruptHold;
import dev.kedge.internal.io.StreamSource;
import java.io.InputStream;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Reads a backup container, plain or compressed as it turns out, verifies all of it and hands its
 * pieces on in order. The caller's thread alone touches the stream; a few threads decompress and
 * verify, one more hands on what is verified, and no more pieces are in memory than {@link
 * BackupBudget} allows.
 *
 * <p>An interrupt of the caller neither stops the reading nor reaches the stream, unless it comes
 * in the middle of a read from a stream that reacts to it; the flag is kept. However the call ends,
 * its threads have ended before.
 */
public final class BackupReader {

  private BackupReader() {}

  /** Takes the verified pieces of an image. */
  @FunctionalInterface
  public interface Sink {

    /** Takes nothing: for backups that are to be verified only. */
    Sink NONE = (position, bytes, offset, length) -> {};

    /**
     * Takes the next piece, which begins where the last one ended. Called on one thread of the
     * engine; what it throws ends the reading and reaches its caller. That the whole backup is
     * intact is only known when the reading has returned.
     *
     * @param position where in the image the piece begins
     * @param bytes holds the piece from {@code offset}, only until the call returns
     */
    void piece(long position, byte[] bytes, int offset, int length);
  }

  /**
   * Reads a backup to the end of the stream, which is not closed.
   *
   * @param name what the stream is, the subject of messages, such as {@code "backup"}
   * @param operation what this is for, such as {@code "restore"}, for the error when it is
   *     cancelled and the names of threads
   * @param listener hears of each piece that was handed on, in bytes of the image
   * @return what the backup holds
   * @throws BackupFormatException if the stream is not one whole intact backup and nothing more
   * @throws dev.kedge.FormatVersionException if another version of Kedge wrote it
   * @throws dev.kedge.StorageException if the stream fails; the {@link java.io.IOException} is its
   *     cause. What the sink throws passes as it is
   * @throws dev.kedge.OperationCancelledException if the listener cancelled it
   */
  public static BackupInfo read(
      InputStream in, String name, String operation, Sink sink, ProgressListener listener) {
    long started = System.nanoTime();
    try (InterruptHold hold = new InterruptHold()) {
      StreamSource source = new StreamSource(in, name, hold);
      BackupForm form = BackupForm.of(source);
      byte[] block = form.readBlock(source, BackupHeader.BYTES);
      BackupHeader header = BackupHeader.decode(block, name);
      BackupDigest digest = new BackupDigest(BackupHeader.checksumIn(block));
      BackupProgress progress = new BackupProgress(listener, operation, hold);
      try (BackupIntake intake = new BackupIntake(source, form, header, sink, operation)) {
        intake.run(digest, progress);
      }
      readEnd(source, form, header, digest);
      return new BackupInfo(
          header.position(),
          header.time(),
          header.pageSize(),
          header.pageCount(),
          header.imageBytes(),
          source.offset(),
          form.isCompressed(),
          HexFormat.of().toHexDigits(digest.value()),
          Duration.ofNanos(System.nanoTime() - started));
    }
  }

  /**
   * Reads the header of a backup and nothing more; see {@code dev.kedge.Restore#outline}.
   *
   * @param name what the stream is, the subject of messages
   */
  public static BackupOutline outline(InputStream in, String name) {
    try (InterruptHold hold = new InterruptHold()) {
      StreamSource source = new StreamSource(in, name, hold);
      BackupForm form = BackupForm.of(source);
      BackupHeader header = BackupHeader.decode(form.readBlock(source, BackupHeader.BYTES), name);
      return new BackupOutline(
          header.position(),
          header.time(),
          header.history(),
          header.ancestors(),
          header.imageBytes(),
          form.isCompressed());
    }
  }

  private static void readEnd(
      StreamSource source, BackupForm form, BackupHeader header, BackupDigest digest) {
    long footerOffset = source.offset();
    byte[] footer = form.readBlock(source, BackupDigest.FOOTER_BYTES);
    if (!digest.matches(footer, header.imageBytes())) {
      throw source.damaged("has a footer that does not belong to its content", footerOffset);
    }
    long end = source.offset();
    if (source.readUpTo(new byte[1], 0, 1) > 0) {
      throw source.damaged("goes on after its end", end);
    }
  }
}
