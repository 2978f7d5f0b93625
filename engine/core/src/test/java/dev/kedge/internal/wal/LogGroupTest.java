package dev.kedge.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Ancestor;
import dev.kedge.CorruptionException;
import dev.kedge.FormatVersionException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class LogGroupTest {

  @Test
  void theBytesOfAGroupAreTheDocumentedOnes() {
    LogGroup group = new LogGroup();
    group.add(5, 6, 7, new byte[] {42, 43, 44}, 1, 1);
    group.add(6, 7, 8, new byte[0], 0, 0);
    assertEquals(29 + 28, group.bytes());
    assertEquals(LogGroup.bytesOf(1) + LogGroup.bytesOf(0), group.bytes());
    byte[] salt = LogGroup.saltBytes(0x1122334455667788L);
    byte[] bytes = group.seal(salt, 4096, 1024);
    CRC32C crc = new CRC32C();
    crc.update(HexFormat.of().parseHex("1122334455667788"));
    crc.update(bytes, 4, 68 + 57);
    String expected =
        HexFormat.of().toHexDigits((int) crc.getValue())
            + "00000039"
            + "0000000000001000"
            + "0000000000000005"
            + "0000000000000006"
            + "0000000000000400"
            + "00".repeat(32)
            + "00000019"
            + "0000000000000005"
            + "0000000000000006"
            + "0000000000000007"
            + "2b"
            + "00000018"
            + "0000000000000006"
            + "0000000000000007"
            + "0000000000000008"
            + "00".repeat(7 + 72);
    assertEquals(136, group.paddedBytes());
    assertEquals(expected, HexFormat.of().formatHex(bytes, 0, 136 + 72));
  }

  @Test
  void theArrayIsReusedAndShrinksAfterAGiantGroup() {
    LogGroup group = new LogGroup();
    byte[] salt = LogGroup.saltBytes(1);
    group.add(1, 1, 1, new byte[10], 0, 10);
    byte[] first = group.seal(salt, 0, 0);
    group.clear();
    group.add(1, 1, 1, new byte[10], 0, 10);
    assertEquals(first, group.seal(salt, 0, 0));
    group.add(2, 1, 1, new byte[20 << 20], 0, 20 << 20);
    int giant = group.seal(salt, 0, 0).length;
    assertTrue(giant >= 20 << 20 && giant < 21 << 20, "length " + giant);
    group.clear();
    assertTrue(group.isEmpty());
    assertEquals(first.length, group.seal(salt, 0, 0).length);
  }

  @Test
  void theBytesOfAHeaderAreTheDocumentedOnes() {
    SegmentHeader header = new SegmentHeader(1, 2, 8, 4, 5, 6, 7, new Ancestor(8, 3), 4096, true);
    byte[] block = new byte[4096];
    header.encode(block);
    CRC32C crc = new CRC32C();
    crc.update(block, 0, 4092);
    assertEquals((int) crc.getValue(), Bytes.getInt(block, 4092));
    StringBuilder expected = new StringBuilder("4b454447454c4f47" + "0001" + "0003" + "00000000");
    for (long field : new long[] {1, 2, 8, 4, 5, 6, 7, 8, 3, 4096}) {
      expected.append(HexFormat.of().toHexDigits(field));
    }
    expected.append("00".repeat(4092 - 96));
    assertEquals(expected.toString(), HexFormat.of().formatHex(block, 0, 4092));
    assertEquals(header, SegmentHeader.decode(block, 4096, Path.of("x")));
  }

  @Test
  void headersOfTheFutureAndForeignOnesAreRefused() {
    byte[] block = new byte[4096];
    new SegmentHeader(1, 2, 8, 4, 5, 6, 7, null, 4096, false).encode(block);
    Path file = Path.of("x");
    byte[] later = block.clone();
    later[9] = 2;
    assertThrows(FormatVersionException.class, () -> SegmentHeader.decode(later, 4096, file));
    byte[] foreign = block.clone();
    foreign[7] = 'X';
    assertThrows(CorruptionException.class, () -> SegmentHeader.decode(foreign, 4096, file));
    assertThrows(CorruptionException.class, () -> SegmentHeader.decode(block, 4095, file));
    for (int field : new int[] {10, 97, 88, 32}) {
      byte[] impossible = block.clone();
      impossible[field] ^= (byte) 0x81;
      CRC32C crc = new CRC32C();
      crc.update(impossible, 0, 4092);
      Bytes.putInt(impossible, 4092, (int) crc.getValue());
      assertThrows(CorruptionException.class, () -> SegmentHeader.decode(impossible, 4096, file));
    }
  }

  @Test
  void namesOfSegmentsAreStrict() {
    assertEquals("00000000000000ff.wal", Segment.fileName(255));
    assertEquals(255, Segment.sequenceOf("00000000000000ff.wal").orElseThrow());
    for (String name :
        new String[] {
          "00000000000000FF.wal",
          "0000000000000000.wal",
          "ff.wal",
          "00000000000000ff.wax",
          "800000000000000f.wal",
          "+0000000000000ff.wal"
        }) {
      assertTrue(Segment.sequenceOf(name).isEmpty(), name);
    }
    assertNotEquals(Segment.fileName(1), Segment.fileName(2));
  }

  @Test
  void configurationsAreChecked() {
    assertEquals(8192, new LogConfig(4097, 1).firstSegmentBytes());
    assertEquals(16L << 20, new LogConfig(1 << 20, 1).maxSegmentBytes());
    assertEquals(256L << 20, new LogConfig(16 << 20, 1).maxSegmentBytes());
    assertEquals(512L << 20, new LogConfig(512 << 20, 1).maxSegmentBytes());
    assertThrows(IllegalArgumentException.class, () -> new LogConfig(4095, 1));
    assertThrows(IllegalArgumentException.class, () -> new LogConfig(4096, 0));
  }
}
