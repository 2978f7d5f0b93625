package dev.kedge.internal.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.BackupFormatException;
import dev.kedge.FormatVersionException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FileFormatTest {

  @Test
  void theBytesAreAsDocumented() {
    byte[] file = new byte[20];
    Arrays.fill(file, (byte) 7);

    FileFormat.LOG.write(file, 2, 0xabcd);

    byte[] expected = new byte[20];
    Arrays.fill(expected, (byte) 7);
    System.arraycopy("KEDGELOG".getBytes(StandardCharsets.US_ASCII), 0, expected, 2, 8);
    byte[] rest = {0, 1, (byte) 0xab, (byte) 0xcd, 0, 0, 0, 0};
    System.arraycopy(rest, 0, expected, 10, 8);
    assertArrayEquals(expected, file);
  }

  @ParameterizedTest
  @EnumSource
  void aHeaderIsKnownByItsKindAloneAndKeepsItsFlags(FileFormat kind) {
    byte[] file = new byte[FileFormat.HEADER_BYTES];
    kind.write(file, 0, 0xffff);

    for (FileFormat other : FileFormat.values()) {
      assertEquals(other == kind, other.matches(file, 0));
    }
    assertEquals(0xffff, kind.check(file, 0, "the file"));
  }

  @Test
  void aLaterVersionMatchesButIsRefusedByName() {
    byte[] file = new byte[FileFormat.HEADER_BYTES];
    FileFormat.DATABASE.write(file, 0, 0);
    file[9] = 2;
    file[15] = 1; // A later version may use the reserved bytes.

    assertTrue(FileFormat.DATABASE.matches(file, 0));
    FormatVersionException e =
        assertThrows(
            FormatVersionException.class, () -> FileFormat.DATABASE.check(file, 0, "app.kv"));
    assertEquals(2, e.found());
    assertEquals(1, e.supported());
    assertTrue(String.valueOf(e.getMessage()).contains("app.kv"));
  }

  @Test
  void anyFlippedBitOfTheMagicOrTheReservedBytesIsSeen() {
    for (int bit = 0; bit < FileFormat.HEADER_BYTES * 8; bit++) {
      byte[] file = new byte[FileFormat.HEADER_BYTES];
      FileFormat.BACKUP.write(file, 0, 0);
      file[bit / 8] ^= (byte) (1 << bit % 8);
      if (bit / 8 < 8 || bit / 8 >= 12) {
        assertFalse(FileFormat.BACKUP.matches(file, 0), "bit " + bit);
        assertThrows(
            BackupFormatException.class, () -> FileFormat.BACKUP.check(file, 0, "the backup"));
      }
    }
  }

  @Test
  void tooFewBytesDoNotMatch() {
    byte[] file = new byte[FileFormat.HEADER_BYTES];
    FileFormat.STATE.write(file, 0, 0);

    assertFalse(FileFormat.STATE.matches(file, 1));
    assertFalse(FileFormat.STATE.matches(Arrays.copyOf(file, 15), 0));
    assertFalse(FileFormat.STATE.matches(new byte[0], 0));
  }

  @Test
  void flagsOutOfRangeAreRefused() {
    byte[] file = new byte[FileFormat.HEADER_BYTES];
    assertThrows(IllegalArgumentException.class, () -> FileFormat.STATE.write(file, 0, -1));
    assertThrows(IllegalArgumentException.class, () -> FileFormat.STATE.write(file, 0, 0x10000));
  }
}
