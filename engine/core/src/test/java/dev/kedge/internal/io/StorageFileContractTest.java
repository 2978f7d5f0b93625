package dev.kedge.internal.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.DatabaseClosedException;
import dev.kedge.StorageException;
import dev.kedge.internal.io.Storage.OpenMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What every {@link StorageFile} does, whatever stands behind it. */
abstract class StorageFileContractTest {

  private Storage storage;
  private Path directory;

  /** A storage to test. */
  abstract Storage newStorage();

  /** An empty directory in it. */
  abstract Path newDirectory();

  @BeforeEach
  final void prepare() {
    storage = newStorage();
    directory = newDirectory();
  }

  @Test
  void whatWasWrittenIsRead() {
    Path path = directory.resolve("file");
    try (StorageFile file = storage.open(path, OpenMode.CREATE)) {
      assertEquals(path, file.path());
      assertEquals(0, file.size());
      byte[] source = bytes("..hello..");
      file.write(0, source, 2, 5);
      assertEquals(5, file.size());

      byte[] target = bytes("12345678");
      assertEquals(3, file.read(1, target, 2, 3));
      assertEquals("12ell678", text(target));
    }
  }

  @Test
  void aReadEndsWithTheFile() {
    try (StorageFile file = created("file", "hello")) {
      byte[] target = bytes("........");
      assertEquals(2, file.read(3, target, 1, 7));
      assertEquals(".lo.....", text(target));
      assertEquals(0, file.read(5, target, 0, 1));
      assertEquals(0, file.read(1L << 40, target, 0, 1));
      assertEquals(0, file.read(0, target, 8, 0));
    }
  }

  @Test
  void aWriteBehindTheEndLeavesZerosBetween() {
    try (StorageFile file = created("file", "ab")) {
      file.write(100_000, bytes("z"), 0, 1);
      assertEquals(100_001, file.size());
      byte[] expected = new byte[100_001];
      expected[0] = 'a';
      expected[1] = 'b';
      expected[100_000] = 'z';
      assertArrayEquals(expected, content(file));
    }
  }

  @Test
  void aWriteOfNothingChangesNothing() {
    try (StorageFile file = created("file", "ab")) {
      file.write(50, new byte[0], 0, 0);
      assertEquals(2, file.size());
    }
  }

  @Test
  void zerosReplaceWhatWasThere() {
    try (StorageFile file = created("file", "abcdef")) {
      file.write(1, new byte[3], 0, 3);
      assertEquals("a\0\0\0ef", text(content(file)));
    }
  }

  @Test
  void randomWritesAndCutsLeaveWhatAnArrayWouldHold() {
    long seed = 20260131;
    Random random = new Random(seed);
    byte[] model = new byte[0];
    try (StorageFile file = created("file", "")) {
      for (int i = 0; i < 200; i++) {
        if (random.nextInt(5) == 0) {
          model = Arrays.copyOf(model, random.nextInt(model.length + 1));
          file.truncate(model.length);
        } else {
          byte[] piece = new byte[random.nextInt(60_000)];
          random.nextBytes(piece);
          int position = random.nextInt(model.length + 20_000);
          if (piece.length > 0) {
            model = Arrays.copyOf(model, Math.max(model.length, position + piece.length));
          }
          System.arraycopy(piece, 0, model, piece.length > 0 ? position : 0, piece.length);
          file.write(position, piece, 0, piece.length);
        }
        assertArrayEquals(model, content(file), "step " + i + " of seed " + seed);
      }
    }
  }

  @Test
  void writesLargerThanAnyBufferArriveWhole() {
    byte[] large = new byte[(5 << 20) + 123];
    new Random(1).nextBytes(large);
    try (StorageFile file = created("file", "")) {
      file.write(7, large, 0, large.length);
      byte[] read = new byte[large.length];
      assertEquals(read.length, file.read(7, read, 0, read.length));
      assertArrayEquals(large, read);
    }
  }

  @Test
  void aCutFileGrowsAgainWithZeros() {
    try (StorageFile file = created("file", "abcdef")) {
      file.truncate(2);
      assertEquals(2, file.size());
      file.write(5, bytes("z"), 0, 1);
      assertEquals("ab\0\0\0z", text(content(file)));
      assertThrows(IllegalArgumentException.class, () -> file.truncate(7));
      file.truncate(6);
      assertEquals(6, file.size());
    }
  }

  @Test
  void contentStaysWhenAFileIsForcedClosedAndOpenedAgain() {
    Path path = directory.resolve("file");
    try (StorageFile file = created("file", "abc")) {
      file.force();
      file.force();
    }
    try (StorageFile file = storage.open(path, OpenMode.WRITE)) {
      file.write(3, bytes("d"), 0, 1);
    }
    assertEquals("abcd", read("file"));
  }

  @Test
  void twoOpenFilesOfOneNameSeeEachOther() {
    try (StorageFile writer = created("file", "abc");
        StorageFile reader = storage.open(directory.resolve("file"), OpenMode.READ)) {
      writer.write(1, bytes("XYZ"), 0, 3);
      assertEquals("aXYZ", text(content(reader)));
    }
  }

  @Test
  void aFileOpenedForReadingIsNotWritten() {
    created("file", "abc").close();
    try (StorageFile file = storage.open(directory.resolve("file"), OpenMode.READ)) {
      assertThrows(StorageException.class, () -> file.write(0, bytes("x"), 0, 1));
      assertThrows(StorageException.class, () -> file.truncate(0));
      assertThrows(StorageException.class, file::force);
      assertEquals("abc", text(content(file)));
    }
  }

  @Test
  void aClosedFileIsOfNoUse() {
    StorageFile file = created("file", "abc");
    file.close();
    file.close();
    List<Executable> uses =
        List.of(
            file::size,
            () -> file.read(0, new byte[1], 0, 1),
            () -> file.write(0, new byte[1], 0, 1),
            () -> file.truncate(0),
            file::force,
            () -> file.map(0, 1));
    for (Executable use : uses) {
      DatabaseClosedException e = assertThrows(DatabaseClosedException.class, use);
      assertTrue(String.valueOf(e.getMessage()).contains(directory.resolve("file").toString()));
    }
    assertEquals("abc", read("file"));
  }

  @Test
  void rangesOutsideTheArrayAreRefused() {
    try (StorageFile file = created("file", "abc")) {
      assertThrows(IndexOutOfBoundsException.class, () -> file.read(0, new byte[2], 1, 2));
      assertThrows(IndexOutOfBoundsException.class, () -> file.write(0, new byte[2], -1, 1));
      assertThrows(IllegalArgumentException.class, () -> file.read(-1, new byte[2], 0, 1));
      assertThrows(IllegalArgumentException.class, () -> file.write(-1, new byte[2], 0, 1));
      assertEquals(3, file.size());
    }
  }

  @Test
  void aMapShowsLaterWrites() {
    try (StorageFile file = created("file", "abcdef")) {
      ByteBuffer map = file.map(0, 6);
      assertEquals(0, map.position());
      assertEquals(6, map.limit());
      assertEquals(ByteOrder.BIG_ENDIAN, map.order());
      assertThrows(ReadOnlyBufferException.class, () -> map.put(0, (byte) 1));
      assertEquals("abcdef", text(map));
      file.write(2, bytes("XY"), 0, 2);
      assertEquals("abXYef", text(map));
    }
  }

  @Test
  void allMapsOfAGrowingFileStayAlive() {
    try (StorageFile file = created("file", "")) {
      byte[] grown = new byte[100_000];
      ByteBuffer[] maps = new ByteBuffer[10];
      for (int i = 0; i < maps.length; i++) {
        file.write((long) i * grown.length, grown, 0, grown.length);
        maps[i] = file.map(0, (i + 1) * grown.length);
      }
      file.write(99_999, bytes("xyz"), 0, 3);
      assertEquals('x', maps[0].get(99_999));
      for (int i = 1; i < maps.length; i++) {
        assertEquals('y', maps[i].get(100_000));
      }
    }
  }

  @Test
  void anotherOpenFilesWritesShowInAMap() {
    try (StorageFile writer = created("file", "abc");
        StorageFile reader = storage.open(directory.resolve("file"), OpenMode.READ)) {
      ByteBuffer map = reader.map(0, 3);
      writer.write(0, bytes("X"), 0, 1);
      assertEquals("Xbc", text(map));
    }
  }

  @Test
  void onlyRangesInTheFileAreMapped() {
    try (StorageFile file = created("file", "abc")) {
      assertEquals(0, file.map(0, 0).limit());
      assertThrows(StorageException.class, () -> file.map(0, 4));
      assertThrows(StorageException.class, () -> file.map(StorageFile.MAP_CHUNK, 1));
      assertThrows(IllegalArgumentException.class, () -> file.map(1, 1));
      assertThrows(IllegalArgumentException.class, () -> file.map(-StorageFile.MAP_CHUNK, 1));
      assertThrows(IllegalArgumentException.class, () -> file.map(0, -1));
      assertThrows(IllegalArgumentException.class, () -> file.map(0, StorageFile.MAP_CHUNK + 1));
    }
  }

  @Test
  void threadsReadAndWriteOneFileAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (StorageFile file = created("file", "")) {
      file.write(0, new byte[4 * 1000], 0, 4 * 1000);
      List<Future<?>> done =
          List.of(
              threads.submit(() -> writeAndReadBack(file, 0)),
              threads.submit(() -> writeAndReadBack(file, 1)),
              threads.submit(() -> writeAndReadBack(file, 2)),
              threads.submit(() -> writeAndReadBack(file, 3)));
      for (Future<?> one : done) {
        one.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  private static void writeAndReadBack(StorageFile file, int part) {
    byte[] source = new byte[1000];
    byte[] target = new byte[1000];
    for (int i = 0; i < 300; i++) {
      Arrays.fill(source, (byte) (part + i));
      file.write(part * 1000L, source, 0, 1000);
      assertEquals(1000, file.read(part * 1000L, target, 0, 1000));
      assertArrayEquals(source, target);
    }
  }

  final Storage storage() {
    return storage;
  }

  final Path directory() {
    return directory;
  }

  final StorageFile created(String name, String content) {
    StorageFile file = storage.open(directory.resolve(name), OpenMode.CREATE);
    file.write(0, bytes(content), 0, content.length());
    return file;
  }

  final String read(String name) {
    try (StorageFile file = storage.open(directory.resolve(name), OpenMode.READ)) {
      return text(content(file));
    }
  }

  static byte[] content(StorageFile file) {
    byte[] content = new byte[Math.toIntExact(file.size())];
    assertEquals(content.length, file.read(0, content, 0, content.length));
    return content;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static String text(ByteBuffer map) {
    return StandardCharsets.ISO_8859_1.decode(map.duplicate()).toString();
  }
}
