package dev.kedge.internal.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.BackupFormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Lz4FramesTest {

  private static final int BLOCK = Lz4Frames.BLOCK_BYTES;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 12, 4096, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 5 * BLOCK + 77})
  void framesOfAnyLengthAreReadByAnotherReaderAndByOurs(int length) throws IOException {
    for (byte[] content : contents(length)) {
      byte[] frame = encode(content);
      try (var reader = new LZ4FrameInputStream(new ByteArrayInputStream(frame), true)) {
        assertEquals(length, reader.getExpectedContentSize());
        assertArrayEquals(content, reader.readAllBytes());
      }
      assertArrayEquals(content, decode(frame, length));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5})
  void aFrameMayBeEncodedOverItsOwnContent(int length) {
    for (byte[] content : contents(length)) {
      byte[] array = new byte[3 + Lz4Frames.maxFrameBytes(length)];
      int start = 3 + Lz4Frames.inPlaceLead(length);
      System.arraycopy(content, 0, array, start, length);
      int count = new Lz4FrameEncoder(length).encode(array, start, length, array, 3);
      assertArrayEquals(encode(content), Arrays.copyOfRange(array, 3, 3 + count));
    }
  }

  @Test
  void contentThatCannotBeCompressedGrowsByTheAnnouncedBytesOnly() {
    byte[] content = random(3 * BLOCK + 100);
    assertEquals(Lz4Frames.maxFrameBytes(content.length), encode(content).length);
  }

  @Test
  void framesFollowOneAnotherAndAreTakenByteByByte() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] first = mixed(BLOCK + 10);
    byte[] second = random(20);
    out.writeBytes(encode(first));
    out.writeBytes(encode(second));
    StreamSource source = source(out.toByteArray());
    Lz4FrameDecoder decoder = new Lz4FrameDecoder(first.length);
    for (byte[] expected : new byte[][] {first, second}) {
      byte[] target = new byte[expected.length + 5];
      decoder.read(source, expected.length, target, 5);
      decoder.decode(target, 5);
      assertArrayEquals(expected, Arrays.copyOfRange(target, 5, target.length));
    }
    assertEquals(out.size(), source.offset());
  }

  /** Compressed bytes have more than one way to say the same, which is no damage. */
  @Test
  void aFlippedBitIsFoundOrChangesNothing() {
    for (byte[] content : contents(300)) {
      byte[] frame = encode(content);
      for (int bit = 0; bit < frame.length * 8; bit++) {
        byte[] flipped = frame.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        try {
          assertArrayEquals(content, decode(flipped, 300), "bit " + bit);
        } catch (BackupFormatException e) {
          continue;
        }
        assertTrue(bit / 8 >= Lz4Frames.HEADER_BYTES, "bit " + bit);
      }
    }
  }

  @Test
  void everyTruncationIsFound() {
    byte[] content = mixed(BLOCK + 300);
    byte[] frame = encode(content);
    for (int length = 0; length < frame.length; length += 1 + length / 100) {
      byte[] cut = Arrays.copyOf(frame, length);
      BackupFormatException e =
          assertThrows(BackupFormatException.class, () -> decode(cut, content.length));
      assertEquals(length, e.offset());
    }
  }

  @Test
  void impossibleLengthsAreRefusedBeforeTheyAreRead() {
    byte[] frame = encode(mixed(1000));
    byte[] huge = frame.clone();
    Lz4Frames.writeInt(huge, 10, 0x7FFFFFFF);
    huge[14] = Lz4Frames.headerChecksum(huge, 0);
    assertDamaged("wrong size", huge, 1000);

    for (int length : new int[] {0, 1000, 1001, BLOCK, 0x7FFFFFFF, -1, 0x80000000, 0x800003E7}) {
      byte[] wrong = frame.clone();
      Lz4Frames.writeInt(wrong, Lz4Frames.HEADER_BYTES, length);
      assertDamaged("LZ4 block of", wrong, 1000);
    }
  }

  @Test
  void blocksThatDecompressToAnotherLengthAreRefused() {
    byte[] shorter = encode(new byte[900]);
    Lz4Frames.writeInt(shorter, 6, 1000);
    shorter[14] = Lz4Frames.headerChecksum(shorter, 0);
    assertDamaged("too short", shorter, 1000);

    byte[] longer = encode(new byte[1100]);
    Lz4Frames.writeInt(longer, 6, 1000);
    longer[14] = Lz4Frames.headerChecksum(longer, 0);
    assertDamaged("can't be decompressed", longer, 1000);
  }

  @Test
  void framesOfOtherToolsAreRefusedWithAHint() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var writer = new LZ4FrameOutputStream(out)) {
      writer.write(mixed(1000));
    }
    assertDamaged("decompress it with that", out.toByteArray(), 1000);
  }

  private static void assertDamaged(String message, byte[] frame, int length) {
    BackupFormatException e =
        assertThrows(BackupFormatException.class, () -> decode(frame, length));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  private static byte[] encode(byte[] content) {
    byte[] frame = new byte[Lz4Frames.maxFrameBytes(content.length)];
    int length = new Lz4FrameEncoder(content.length).encode(content, 0, content.length, frame, 0);
    return Arrays.copyOf(frame, length);
  }

  private static byte[] decode(byte[] frame, int length) {
    byte[] target = new byte[length];
    Lz4FrameDecoder decoder = new Lz4FrameDecoder(length);
    decoder.read(source(frame), length, target, 0);
    decoder.decode(target, 0);
    return target;
  }

  private static StreamSource source(byte[] bytes) {
    return new StreamSource(new ByteArrayInputStream(bytes), "frame", new InterruptHold());
  }

  private static byte[][] contents(int length) {
    return new byte[][] {new byte[length], random(length), mixed(length)};
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** Random bytes and zeros by turns. */
  private static byte[] mixed(int length) {
    byte[] bytes = random(length);
    for (int i = 0; i < length; i += 64) {
      Arrays.fill(bytes, i, Math.min(length, i + 32), (byte) 0);
    }
    return bytes;
  }
}
