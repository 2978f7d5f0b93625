package dev.kedge.internal.store;

import dev.kedge.Ancestor;
import dev.kedge.BackupInfo;
import dev.kedge.ProgressListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Small backups for tests, made from images in memory. */
public final class BackupFixture {

  /** Bytes of a page. */
  public static final int PAGE = 4096;

  /** Bytes of a piece: the shortest there are. */
  public static final int PIECE = BackupHeader.MIN_PIECE_BYTES;

  private BackupFixture() {}

  /** Pages with something in them that can be compressed by half. */
  public static byte[] image(int pages, long seed) {
    byte[] image = new byte[pages * PAGE];
    new Random(seed).nextBytes(image);
    for (int i = 0; i < image.length; i += 64) {
      Arrays.fill(image, i, i + 32, (byte) 0);
    }
    return image;
  }

  /** The header for an image in pieces of {@link #PIECE}. */
  static BackupHeader header(byte[] image) {
    return header(image, PIECE);
  }

  static BackupHeader header(byte[] image, int pieceBytes) {
    List<Ancestor> ancestors = List.of(new Ancestor(7, 3), new Ancestor(8, 5));
    return new BackupHeader(
        0xFEDCBA9876543210L,
        42,
        1_700_000_000_123_456L,
        99,
        PAGE,
        pieceBytes,
        pages(image),
        ancestors);
  }

  private static long pages(byte[] image) {
    return image.length / PAGE;
  }

  /** An image in memory. */
  static PageImage pageImage(byte[] image) {
    return new PageImage() {
      @Override
      public int pageSize() {
        return PAGE;
      }

      @Override
      public long pageCount() {
        return pages(image);
      }

      @Override
      public void read(long firstPage, int pages, byte[] target, int offset) {
        System.arraycopy(image, (int) firstPage * PAGE, target, offset, pages * PAGE);
      }
    };
  }

  /** A whole backup of an image. */
  public static byte[] backup(byte[] image, boolean compressed) {
    return backup(header(image), image, compressed);
  }

  static byte[] backup(BackupHeader header, byte[] image, boolean compressed) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BackupWriter.write(header, pageImage(image), out, compressed, ProgressListener.NONE);
    return out.toByteArray();
  }

  /** Verifies a backup. */
  static BackupInfo verify(byte[] backup) {
    return read(new ByteArrayInputStream(backup), BackupReader.Sink.NONE);
  }

  static BackupInfo read(InputStream in, BackupReader.Sink sink) {
    return BackupReader.read(in, "backup", "verification", sink, ProgressListener.NONE);
  }

  /** The image in a backup. */
  static byte[] restore(byte[] backup) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    read(
        new ByteArrayInputStream(backup),
        (position, bytes, offset, length) -> {
          if (position != out.size()) {
            throw new AssertionError("piece at " + position + " after " + out.size() + " bytes");
          }
          out.write(bytes, offset, length);
        });
    return out.toByteArray();
  }

  /** The threads of backups and restores that are alive. */
  public static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.matches("kedge-(backup|restore|verification|ship)-.*"))
        .sorted()
        .toList();
  }
}
