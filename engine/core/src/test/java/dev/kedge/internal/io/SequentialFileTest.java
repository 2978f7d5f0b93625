package dev.kedge.internal.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.DatabaseClosedException;
import dev.kedge.TargetExistsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequentialFileTest {

  private final Random random = new Random(20_261_122);
  private final ByteArrayOutputStream expected = new ByteArrayOutputStream();
  @TempDir private Path directory;

  @AfterEach
  void forgetInterrupts() {
    Thread.interrupted();
  }

  @Test
  void whatWasWrittenInPiecesOfAnyLengthIsThereOnceForced() throws IOException {
    Path path = directory.resolve("large");
    try (StorageFile file = LocalStorage.INSTANCE.createSequential(path)) {
      for (int length : new int[] {1, 4096, 3 << 20, 0, 77, 1 << 20, 300_001}) {
        write(file, length);
      }
      file.force();
    }
    assertArrayEquals(expected.toByteArray(), Files.readAllBytes(path));
  }

  @Test
  void aForceInTheMiddleMakesAllOfItDurableAndTheWritesGoOn() throws IOException {
    Path path = directory.resolve("large");
    try (StorageFile file = LocalStorage.INSTANCE.createSequential(path)) {
      for (int round = 0; round < 20; round++) {
        write(file, random.nextInt(400_000));
        file.force();
        assertArrayEquals(expected.toByteArray(), Files.readAllBytes(path));
      }
      write(file, 5);
    }
    assertTrue(Files.size(path) >= expected.size() - 5);
  }

  @Test
  void whatIsNotOnTheDiskYetIsReadToo() {
    try (StorageFile file = LocalStorage.INSTANCE.createSequential(directory.resolve("large"))) {
      write(file, (2 << 20) + 10);
      byte[] read = new byte[expected.size()];
      assertEquals(read.length, file.read(0, read, 0, read.length));
      assertArrayEquals(expected.toByteArray(), read);
    }
  }

  @Test
  void interruptsAreKeptAndChangeNothing() throws IOException {
    Path path = directory.resolve("large");
    try (StorageFile file = LocalStorage.INSTANCE.createSequential(path)) {
      Thread.currentThread().interrupt();
      write(file, 5 << 20);
      file.force();
    }
    assertTrue(Thread.interrupted());
    assertArrayEquals(expected.toByteArray(), Files.readAllBytes(path));
  }

  @Test
  void writesThatDoNotFollowEachOtherAreRefused() {
    try (StorageFile file = LocalStorage.INSTANCE.createSequential(directory.resolve("large"))) {
      write(file, 10);
      assertThrows(IllegalArgumentException.class, () -> file.write(11, new byte[1], 0, 1));
      assertThrows(IllegalArgumentException.class, () -> file.write(0, new byte[1], 0, 1));
    }
  }

  @Test
  void aNameThatIsTakenIsRefused() throws IOException {
    Path path = Files.createFile(directory.resolve("taken"));
    assertThrows(TargetExistsException.class, () -> LocalStorage.INSTANCE.createSequential(path));
  }

  @Test
  void aClosedFileTellsSo() {
    StorageFile file = LocalStorage.INSTANCE.createSequential(directory.resolve("large"));
    file.close();
    file.close();
    assertThrows(DatabaseClosedException.class, file::force);
    assertThrows(DatabaseClosedException.class, () -> file.write(0, new byte[2 << 20], 0, 2 << 20));
  }

  private void write(StorageFile file, int length) {
    byte[] bytes = new byte[length + 3];
    random.nextBytes(bytes);
    file.write(expected.size(), bytes, 3, length);
    expected.write(bytes, 3, length);
  }
}
