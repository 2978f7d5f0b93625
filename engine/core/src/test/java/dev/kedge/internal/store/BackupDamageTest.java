package dev.kedge.internal.store;

import static dev.kedge.internal.store.BackupFixture.PAGE;
import static dev.kedge.internal.store.BackupFixture.PIECE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.kedge.BackupFormatException;
import dev.kedge.FormatVersionException;
import dev.kedge.KedgeException;
import dev.kedge.internal.io.FileFormat;
import dev.kedge.internal.io.Lz4FrameEncoder;
import dev.kedge.internal.io.Lz4Frames;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever happens to a backup on its way is noticed, named, and not handed on as content. */
class BackupDamageTest {

  private static final int HEADER = BackupHeader.BYTES;
  private static final int FOOTER = BackupDigest.FOOTER_BYTES;
  private static final int PAGES = PIECE / PAGE;

  private final byte[] small = BackupFixture.image(1, 1);
  private final byte[] large = BackupFixture.image(3 * PAGES + 1, 2);
  private final byte[] plain = BackupFixture.backup(large, false);

  private static BackupFormatException refused(byte[] backup, String why) {
    BackupFormatException e =
        assertThrows(BackupFormatException.class, () -> BackupFixture.restore(backup));
    assertTrue(e.getMessage().contains(why), e.getMessage());
    return e;
  }

  @Test
  void everyFlippedBitOfTheHeaderIsFound() {
    byte[] block = BackupFixture.header(small).encode();
    for (int bit = 0; bit < block.length * 8; bit++) {
      byte[] damaged = flipped(block, bit);
      KedgeException e =
          assertThrows(KedgeException.class, () -> BackupHeader.decode(damaged, "backup"));
      assertTrue(e instanceof BackupFormatException || e instanceof FormatVersionException);
    }
  }

  @Test
  void everyFlippedBitOfAPieceIsFound() {
    BackupPiece piece = new BackupPiece(BackupPiece.HEAD_BYTES + PAGE, 0);
    piece.become(5, PAGE);
    System.arraycopy(small, 0, piece.array(), piece.imageStart(), PAGE);
    piece.seal();
    for (int bit = 0; bit < piece.array().length * 8; bit++) {
      piece.array()[bit / 8] ^= (byte) (1 << bit % 8);
      assertFalse(piece.isIntact(), "bit " + bit);
      piece.array()[bit / 8] ^= (byte) (1 << bit % 8);
    }
    assertTrue(piece.isIntact());
  }

  @Test
  void aFlippedBitInAnyByteOfAPlainBackupIsFound() {
    byte[] backup = BackupFixture.backup(small, false);
    IntStream.range(0, backup.length)
        .map(at -> at * 8 + at % 8)
        .parallel()
        .forEach(bit -> assertFalse(isAccepted(flipped(backup, bit)), () -> "bit " + bit));
    IntStream.range((backup.length - FOOTER) * 8, backup.length * 8)
        .forEach(bit -> assertFalse(isAccepted(flipped(backup, bit)), () -> "bit " + bit));
  }

  /** LZ4 has more than one way to say the same, so a flip may change nothing. */
  @Test
  void aFlippedBitOfACompressedBackupIsFoundOrChangesNothing() {
    Arrays.fill(small, 100, PAGE, (byte) 7);
    byte[] backup = BackupFixture.backup(small, true);
    long accepted =
        IntStream.range(0, backup.length * 8)
            .parallel()
            .filter(bit -> isAccepted(flipped(backup, bit)))
            .count();
    assertTrue(accepted < backup.length, accepted + " of " + backup.length * 8);
  }

  private static byte[] flipped(byte[] backup, int bit) {
    byte[] damaged = backup.clone();
    damaged[bit / 8] ^= (byte) (1 << bit % 8);
    return damaged;
  }

  private boolean isAccepted(byte[] backup) {
    try {
      assertArrayEquals(small, BackupFixture.restore(backup));
      return true;
    } catch (BackupFormatException | FormatVersionException e) {
      return false;
    }
  }

  @Test
  void everyTruncationIsFound() {
    for (boolean compressed : new boolean[] {false, true}) {
      byte[] backup = BackupFixture.backup(small, compressed);
      for (int length = 0; length < backup.length; length++) {
        byte[] cut = Arrays.copyOf(backup, length);
        BackupFormatException e =
            assertThrows(BackupFormatException.class, () -> BackupFixture.restore(cut));
        assertTrue(e.offset() <= length, e.getMessage());
      }
    }
  }

  @Test
  void anEarlyEndNamesItsOffset() {
    assertEquals(0, refused(new byte[0], "backup is empty").offset());
    for (int length : new int[] {HEADER, HEADER + 5, HEADER + 70_000, plain.length - 1}) {
      assertEquals(length, refused(Arrays.copyOf(plain, length), "ends early").offset());
    }
  }

  @Test
  void bytesAfterTheEndAreRefused() {
    for (boolean compressed : new boolean[] {false, true}) {
      byte[] backup = BackupFixture.backup(large, compressed);
      byte[] longer = Arrays.copyOf(backup, backup.length + 1);
      assertEquals(backup.length, refused(longer, "goes on after its end").offset());
      byte[] twice = Arrays.copyOf(backup, 2 * backup.length);
      System.arraycopy(backup, 0, twice, backup.length, backup.length);
      assertEquals(backup.length, refused(twice, "goes on after its end").offset());
    }
  }

  @Test
  void damageInAPieceIsNamedWithThePlaceOfThePiece() {
    int second = HEADER + BackupPiece.HEAD_BYTES + PIECE;
    byte[] damaged = plain.clone();
    damaged[second + 5000]++;
    damaged[plain.length - 100]++;
    BackupFormatException e = refused(damaged, "piece (number 1) that is damaged");
    assertEquals(second, e.offset());
    assertEquals(second, refused(Arrays.copyOf(damaged, plain.length - 50), "piece").offset());
  }

  @Test
  void onlyWhatComesBeforeTheDamageIsHandedOn() {
    byte[] damaged = plain.clone();
    damaged[HEADER + 2 * (BackupPiece.HEAD_BYTES + PIECE) + 5000]++;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThrows(
        BackupFormatException.class,
        () ->
            BackupFixture.read(
                new ByteArrayInputStream(damaged),
                (position, bytes, offset, length) -> out.write(bytes, offset, length)));
    assertArrayEquals(Arrays.copyOf(large, 2 * PIECE), out.toByteArray());
  }

  @Test
  void piecesOutOfPlaceAreFound() {
    refused(assemble(plain, 1, 0, 2, 3), "piece (number 0)");
    refused(assemble(plain, 0, 2, 1, 3), "piece (number 1)");
    refused(assemble(plain, 0, 0, 2, 3), "piece (number 1)");
    refused(assemble(plain, 0, 1, 3, 2), "piece (number 2)");
    refused(assemble(plain, 0, 1, 2), "ends early");
    refused(assemble(plain, 0, 2, 3), "piece (number 1)");
    refused(assemble(plain, 0, 1, 2, 2, 3), "piece (number 3)");
    refused(assemble(plain, 0, 1, 2, 3, 3), "footer");
    assertArrayEquals(large, BackupFixture.restore(assemble(plain, 0, 1, 2, 3)));
  }

  @Test
  void aPieceOfAnotherBackupIsFoundThoughItIsIntactAndInPlace() {
    byte[] other = BackupFixture.backup(BackupFixture.image(3 * PAGES + 1, 99), false);
    byte[] mixed = plain.clone();
    int second = HEADER + BackupPiece.HEAD_BYTES + PIECE;
    System.arraycopy(other, second, mixed, second, BackupPiece.HEAD_BYTES + PIECE);
    BackupFormatException e = refused(mixed, "footer that does not belong");
    assertEquals(plain.length - FOOTER, e.offset());
  }

  @Test
  void framesOutOfPlaceAreFound() {
    byte[] shuffled = assemble(plain, 1, 0, 2, 3);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int piece = BackupPiece.HEAD_BYTES + PIECE;
    int[] cuts = {0, HEADER, HEADER + piece, HEADER + 2 * piece, HEADER + 3 * piece};
    for (int i = 0; i < cuts.length; i++) {
      int end = i + 1 < cuts.length ? cuts[i + 1] : shuffled.length - FOOTER;
      out.writeBytes(frame(Arrays.copyOfRange(shuffled, cuts[i], end)));
    }
    out.writeBytes(frame(Arrays.copyOfRange(shuffled, shuffled.length - FOOTER, shuffled.length)));
    refused(out.toByteArray(), "piece (number 0)");
    refused(frame(plain), "LZ4 frame of the wrong size");
  }

  /** The header, these pieces, and the footer of a backup. */
  private static byte[] assemble(byte[] backup, int... pieces) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(backup, 0, HEADER);
    int piece = BackupPiece.HEAD_BYTES + PIECE;
    for (int index : pieces) {
      int from = HEADER + index * piece;
      out.write(backup, from, Math.min(piece, backup.length - FOOTER - from));
    }
    out.write(backup, backup.length - FOOTER, FOOTER);
    return out.toByteArray();
  }

  private static byte[] frame(byte[] content) {
    byte[] frame = new byte[Lz4Frames.maxFrameBytes(content.length)];
    int length = new Lz4FrameEncoder(content.length).encode(content, 0, content.length, frame, 0);
    return Arrays.copyOf(frame, length);
  }

  @Test
  void aHugeClaimAllocatesLittle() {
    BackupHeader huge =
        new BackupHeader(1, 2, 3, 4, PAGE, BackupHeader.PIECE_BYTES, 1L << 50, List.of());
    byte[] claim = Arrays.copyOf(huge.encode(), HEADER + 1000);
    ByteBuffer.wrap(claim).putInt(HEADER, Integer.MAX_VALUE);
    for (byte[] backup : new byte[][] {claim, frame(huge.encode())}) {
      long before = allocated();
      refused(backup, "ends early");
      long bytes = allocated() - before;
      assertTrue(bytes < 6 << 20, bytes + " bytes allocated");
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  @Test
  void somethingElseIsRefusedByItsName() {
    refused(start(FileFormat.WAL_STREAM), "shipped log (apply it to a replica with applyWal)");
    refused(frame(start(FileFormat.WAL_STREAM)), "shipped log");
    refused(start(FileFormat.DATABASE), "database file");
    refused(start(FileFormat.LOG), "log folder");
    refused(start(FileFormat.STATE), "log folder");
    refused("PK\3\4 and so on".getBytes(StandardCharsets.US_ASCII), "(504b0304");
    refused(new byte[] {1}, "(01)");
    refused(new byte[100_000], "not a Kedge backup");
    refused(frame(new byte[HEADER]), "does not begin with KEDGE-BK");
  }

  private static byte[] start(FileFormat format) {
    byte[] bytes = BackupFixture.image(2, 3);
    format.write(bytes, 0, 0);
    return bytes;
  }

  @Test
  void aFutureFormatIsNamedInBothForms() {
    byte[] future = plain.clone();
    future[9] = 2;
    assertEquals(
        2, assertThrows(FormatVersionException.class, () -> BackupFixture.verify(future)).found());
    byte[] compressed = frame(Arrays.copyOf(future, HEADER));
    assertThrows(FormatVersionException.class, () -> BackupFixture.verify(compressed));
  }
}
