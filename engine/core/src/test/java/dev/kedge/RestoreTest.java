package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.store.BackupFixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class RestoreTest {

  private final byte[] image = BackupFixture.image(40, 1);
  private final byte[] backup = BackupFixture.backup(image, true);

  @TempDir private Path directory;

  @AfterEach
  void noThreadIsLeft() {
    assertFalse(Thread.interrupted());
    assertEquals(List.of(), BackupFixture.threads());
  }

  private InputStream stream() {
    return new ByteArrayInputStream(backup);
  }

  private Path target() {
    return directory.resolve("app.kv");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aStreamIsRestoredAndDescribed() throws IOException {
    RestoreResult result = Restore.restore(target(), stream());
    assertEquals(target(), result.path());
    assertArrayEquals(image, Files.readAllBytes(target()));
    assertEquals(List.of("app.kv"), names());
    BackupInfo info = result.backup();
    assertEquals(image.length, info.imageBytes());
    assertEquals(backup.length, info.streamBytes());
    assertTrue(info.compressed());
    assertEquals(Restore.verify(stream()).digest(), info.digest());
    assertTrue(result.elapsed().compareTo(info.elapsed()) >= 0);
  }

  @Test
  void aFileIsVerifiedAndRestored() throws IOException {
    Path file = Files.write(directory.resolve("app.kvbak"), backup);
    assertEquals(Restore.verify(stream()).digest(), Restore.verify(file).digest());
    Restore.restore(target(), file);
    assertArrayEquals(image, Files.readAllBytes(target()));
    assertEquals(List.of("app.kv", "app.kvbak"), names());
  }

  @Test
  void theHeaderOfAFileIsReadWhateverFollows() throws IOException {
    BackupInfo info = Restore.verify(stream());
    Path cut =
        Files.write(directory.resolve("app.kvbak"), Arrays.copyOf(backup, backup.length / 2));
    BackupOutline outline = Restore.outline(cut);
    assertEquals(info.position(), outline.position());
    assertEquals(info.commitTime(), outline.commitTime());
    assertEquals(info.imageBytes(), outline.imageBytes());
    assertTrue(outline.compressed());
    Path other = Files.writeString(directory.resolve("other"), "no backup");
    BackupFormatException e =
        assertThrows(BackupFormatException.class, () -> Restore.outline(other));
    assertTrue(e.getMessage().contains(other.toString()), e.getMessage());
  }

  @Test
  void aDamagedFileIsNamedWithTheOffset() throws IOException {
    Path file = directory.resolve("app.kvbak");
    Files.write(file, Arrays.copyOf(backup, backup.length - 1));
    BackupFormatException e = assertThrows(BackupFormatException.class, () -> Restore.verify(file));
    assertTrue(e.getMessage().startsWith("backup " + file + " ends early"), e.getMessage());
    assertEquals(backup.length - 1, e.offset());
    assertThrows(BackupFormatException.class, () -> Restore.restore(target(), file));
    assertEquals(List.of("app.kvbak"), names());
  }

  @Test
  void aMissingFileIsTold() throws IOException {
    Path missing = directory.resolve("missing.kvbak");
    for (var call :
        List.<Executable>of(
            () -> Restore.verify(missing), () -> Restore.restore(target(), missing))) {
      StorageException e = assertThrows(StorageException.class, call);
      assertEquals(missing, e.file());
      assertTrue(e.getCause() instanceof NoSuchFileException, e.toString());
    }
    assertEquals(List.of(), names());
  }

  @Test
  void aTargetThatExistsIsLeftAsItIsAndTheStreamUnread() throws IOException {
    Files.writeString(target(), "precious");
    InputStream in = stream();
    TargetExistsException e =
        assertThrows(TargetExistsException.class, () -> Restore.restore(target(), in));
    assertEquals(target(), e.path());
    assertEquals("precious", Files.readString(target()));
    assertEquals(backup.length, in.available());
    assertEquals(List.of("app.kv"), names());

    assertThrows(TargetExistsException.class, () -> Restore.restore(directory, stream()));
    Path link = Files.createSymbolicLink(directory.resolve("link.kv"), Path.of("nowhere"));
    assertThrows(TargetExistsException.class, () -> Restore.restore(link, stream()));
    assertThrows(TargetExistsException.class, () -> Restore.restore(directory.getRoot(), stream()));
    assertThrows(TargetExistsException.class, () -> Restore.restore(Path.of(""), stream()));
  }

  @Test
  void aLogFolderBesideTheTargetIsRefusedUnlessItIsEmpty() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("app.kv-wal"));
    Path segment = Files.createFile(folder.resolve("0000000000000001.wal"));
    TargetExistsException e =
        assertThrows(TargetExistsException.class, () -> Restore.restore(target(), stream()));
    assertEquals(folder, e.path());
    assertEquals(List.of("app.kv-wal"), names());

    Files.delete(segment);
    Restore.restore(target(), stream());
    assertEquals(List.of("app.kv", "app.kv-wal"), names());
  }

  @Test
  void aMissingOrReadOnlyDirectoryIsTold() {
    Path missing = directory.resolve("missing");
    StorageException e =
        assertThrows(
            StorageException.class, () -> Restore.restore(missing.resolve("app.kv"), stream()));
    assertEquals(missing, e.file());
  }

  @Test
  void aTargetMayBeRelativeToTheCurrentDirectory() throws IOException {
    Path relative = Path.of("restore-test-" + UUID.randomUUID() + ".kv");
    try {
      RestoreResult result = Restore.restore(relative, stream());
      assertEquals(relative, result.path());
      assertArrayEquals(image, Files.readAllBytes(relative));
    } finally {
      Files.deleteIfExists(relative);
    }
  }

  @Test
  void theRestoredFileIsForItsOwnerOnly() throws IOException {
    Restore.restore(target(), stream());
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertEquals(
          PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(target()));
    }
  }

  @Test
  void aCancelledRestoreLeavesNothing() throws IOException {
    ProgressListener cancelling =
        new ProgressListener() {
          @Override
          public void progress(long bytesDone, long bytesTotal) {}

          @Override
          public boolean isCancelled() {
            return true;
          }
        };
    OperationCancelledException e =
        assertThrows(
            OperationCancelledException.class,
            () -> Restore.restore(target(), stream(), cancelling));
    assertTrue(e.getMessage().startsWith("restore was cancelled"), e.getMessage());
    assertEquals(List.of(), names());
  }

  @Test
  void anInterruptedCallerGetsItsDatabaseAndKeepsTheFlag() throws IOException {
    Path file = Files.write(directory.resolve("app.kvbak"), backup);
    Thread.currentThread().interrupt();
    try (InputStream in = Files.newInputStream(file)) {
      Restore.restore(target(), in);
    }
    Restore.verify(file);
    Restore.restore(directory.resolve("other.kv"), file);
    assertTrue(Thread.interrupted());
    assertArrayEquals(image, Files.readAllBytes(target()));
  }

  @Test
  void ofTwoRestoresToOneTargetTheLaterLoses() throws IOException {
    ProgressListener restoringMeanwhile =
        (done, total) -> {
          if (done == total) {
            Restore.restore(target(), stream());
          }
        };
    assertThrows(
        TargetExistsException.class, () -> Restore.restore(target(), stream(), restoringMeanwhile));
    assertArrayEquals(image, Files.readAllBytes(target()));
    assertEquals(List.of("app.kv"), names());
  }
}
