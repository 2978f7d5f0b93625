package dev.kedge.internal.store;

import static dev.kedge.internal.store.BackupFixture.PAGE;
import static dev.kedge.internal.store.BackupFixture.PIECE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.BackupInfo;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupContainerTest {

  private static final int PAGES = PIECE / PAGE;
  private static final XXHash64 HASH = XXHashFactory.safeInstance().hash64();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, PAGES - 1, PAGES, PAGES + 1, 2 * PAGES, 9 * PAGES, 20 * PAGES + 3})
  void whatWasBackedUpIsRestored(int pages) {
    byte[] image = BackupFixture.image(pages, pages);
    byte[] plain = BackupFixture.backup(image, false);
    byte[] compressed = BackupFixture.backup(image, true);
    assertArrayEquals(image, BackupFixture.restore(plain));
    assertArrayEquals(image, BackupFixture.restore(compressed));

    BackupInfo info = BackupFixture.verify(plain);
    assertEquals(new Position(0xFEDCBA9876543210L, 42), info.position());
    assertEquals(Instant.parse("2023-11-14T22:13:20.123456Z"), info.commitTime());
    assertEquals(PAGE, info.pageSize());
    assertEquals(pages, info.pages());
    assertEquals(image.length, info.imageBytes());
    assertEquals(plain.length, info.streamBytes());
    assertFalse(info.compressed());

    BackupInfo other = BackupFixture.verify(compressed);
    assertTrue(other.compressed());
    assertEquals(compressed.length, other.streamBytes());
    assertEquals(info.digest(), other.digest());
  }

  @Test
  void piecesOfFullLengthAreRestored() {
    byte[] image = BackupFixture.image(2 * BackupHeader.PIECE_BYTES / PAGE + 5, 1);
    BackupHeader header = BackupFixture.header(image, BackupHeader.PIECE_BYTES);
    assertArrayEquals(image, BackupFixture.restore(BackupFixture.backup(header, image, false)));
    assertArrayEquals(image, BackupFixture.restore(BackupFixture.backup(header, image, true)));
  }

  @Test
  void theCompressedFormIsThePlainOneInFramesThatAnyToolReads() throws IOException {
    byte[] image = BackupFixture.image(3 * PAGES + 1, 5);
    byte[] compressed = BackupFixture.backup(image, true);
    assertTrue(compressed.length < image.length * 3 / 4);
    try (var reader = new LZ4FrameInputStream(new ByteArrayInputStream(compressed))) {
      assertArrayEquals(BackupFixture.backup(image, false), reader.readAllBytes());
    }
  }

  @Test
  void pagesThatCannotBeCompressedHardlyGrow() {
    byte[] image = new byte[8 * PIECE];
    new Random(4).nextBytes(image);
    byte[] compressed = BackupFixture.backup(image, true);
    assertTrue(compressed.length < image.length + 1000, "length " + compressed.length);
    assertArrayEquals(image, BackupFixture.restore(compressed));
  }

  @Test
  void thePlainFormIsLaidOutAsDocumented() {
    byte[] image = BackupFixture.image(2 * PAGES + 1, 6);
    ByteBuffer backup = ByteBuffer.wrap(BackupFixture.backup(image, false));
    byte[] magic = new byte[8];
    backup.get(magic);
    assertEquals("KEDGE-BK", new String(magic, StandardCharsets.US_ASCII));
    ByteArrayOutputStream hashes = new ByteArrayOutputStream();
    hashes.writeBytes(longBytes(backup.getInt(4092) & 0xFFFFFFFFL));
    backup.position(4096);
    for (int index = 0, at = 0; index < 3; index++) {
      int length = Math.min(PIECE, image.length - at);
      assertEquals(length, backup.getInt());
      long hash = backup.getLong();
      byte[] piece = new byte[length];
      backup.get(piece);
      assertArrayEquals(Arrays.copyOfRange(image, at, at + length), piece);
      assertEquals(HASH.hash(piece, 0, length, index), hash);
      hashes.writeBytes(longBytes(hash));
      at += length;
    }
    backup.get(magic);
    assertEquals("KEDGEEND", new String(magic, StandardCharsets.US_ASCII));
    assertEquals(3, backup.getLong());
    assertEquals(HASH.hash(hashes.toByteArray(), 0, hashes.size(), 0), backup.getLong());
    assertEquals(image.length, backup.getLong());
    assertFalse(backup.hasRemaining());
  }

  private static byte[] longBytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  @Test
  void theWriterReportsWhatTheReaderFinds() {
    byte[] image = BackupFixture.image(5 * PAGES, 7);
    for (boolean compressed : new boolean[] {false, true}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      BackupWriter.Written written =
          BackupWriter.write(
              BackupFixture.header(image),
              BackupFixture.pageImage(image),
              out,
              compressed,
              ProgressListener.NONE);
      BackupInfo info = BackupFixture.verify(out.toByteArray());
      assertEquals(out.size(), written.streamBytes());
      assertEquals(info.streamBytes(), written.streamBytes());
      assertEquals(info.digest(), written.digestText());
    }
  }
}
