package dev.kedge.internal.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kedge.Outcome;
import dev.kedge.StorageException;
import dev.kedge.StorageFullException;
import dev.kedge.TargetExistsException;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.Storage.StorageLock;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageTest {

  private final Storage storage = LocalStorage.INSTANCE;
  @TempDir private Path directory;

  @AfterEach
  void forgetInterrupts() {
    Thread.interrupted();
  }

  @Test
  void anInterruptedThreadDoesEverythingAndStaysInterrupted() throws Exception {
    try (StorageFile shared = storage.open(directory.resolve("shared"), OpenMode.CREATE)) {
      shared.write(0, new byte[] {1, 2, 3}, 0, 3);
      Thread.currentThread().interrupt();
      everyOperation(shared);
      assertTrue(Thread.interrupted());

      onAnotherThread(() -> use(shared));
      use(shared);
    }
  }

  @Test
  void interruptsInTheMiddleOfOperationsAreHarmless() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (StorageFile shared = storage.open(directory.resolve("shared"), OpenMode.CREATE)) {
      shared.write(0, new byte[] {1, 2, 3}, 0, 3);
      Thread target = Thread.currentThread();
      Future<?> disturber =
          threads.submit(
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  target.interrupt();
                }
              });
      Future<?> bystander =
          threads.submit(
              () -> {
                for (int i = 0; i < 200; i++) {
                  use(shared);
                }
              });
      for (int i = 0; i < 200; i++) {
        everyOperation(shared);
      }
      disturber.cancel(true);
      threads.shutdown();
      while (!threads.isTerminated()) {
        Thread.onSpinWait();
      }
      Thread.interrupted();
      bystander.get();
      use(shared);
    }
  }

  private void everyOperation(StorageFile shared) {
    List<Executable> operations =
        List.of(
            () -> use(shared),
            () -> use(storage, directory),
            () -> storage.lock(directory.resolve("lock")).close());
    for (Executable operation : operations) {
      try {
        operation.execute();
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }
  }

  private static void use(StorageFile file) {
    byte[] read = new byte[3];
    file.write(0, new byte[] {1, 2, 3}, 0, 3);
    assertEquals(3, file.read(0, read, 0, 3));
    assertArrayEquals(new byte[] {1, 2, 3}, read);
    file.force();
    assertEquals(3, file.size());
    file.truncate(3);
    ByteBuffer map = file.map(0, 3);
    assertEquals(2, map.get(1));
  }

  private static void use(Storage storage, Path directory) {
    Path child = directory.resolve("child");
    storage.createDirectory(child);
    Path first = child.resolve("first");
    Path second = child.resolve("second");
    storage.open(first, OpenMode.CREATE).close();
    storage.open(first, OpenMode.READ).close();
    storage.rename(first, second);
    storage.publish(second, first);
    LocalStorage.publishWithoutLinks(first, second);
    storage.syncDirectory(child);
    assertEquals(List.of(second), storage.list(child));
    assertTrue(storage.exists(second));
    assertTrue(storage.isWritable(child));
    assertTrue(storage.exists(storage.realPath(second)));
    storage.delete(second);
    storage.delete(child);
  }

  private static void onAnotherThread(Runnable action) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      thread.submit(action).get();
    } finally {
      thread.shutdown();
    }
  }

  @Test
  void whatIsCreatedIsForItsOwnerOnly() throws IOException {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    Path child = directory.resolve("child");
    storage.createDirectory(child);
    Path file = child.resolve("file");
    storage.open(file, OpenMode.CREATE).close();
    Path temporary = child.resolve("temporary");
    storage.open(temporary, OpenMode.CREATE).close();
    Path published = child.resolve("published");
    LocalStorage.publishWithoutLinks(temporary, published);
    Path lockFile = child.resolve("lock");
    try (StorageLock lock = storage.lock(lockFile)) {
      assertInstanceOf(LocalLock.class, lock);
      assertEquals("rwx------", permissions(child));
      assertEquals("rw-------", permissions(file));
      assertEquals("rw-------", permissions(published));
      assertEquals("rw-------", permissions(lockFile));
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void publishingWithoutLinksGivesTheNameOnce() throws IOException {
    Path temporary = Files.writeString(directory.resolve("temporary"), "new");
    Path target = directory.resolve("target");
    LocalStorage.publishWithoutLinks(temporary, target);
    assertEquals("new", Files.readString(target));
    assertFalse(Files.exists(temporary));

    Files.writeString(temporary, "newer");
    assertThrows(
        TargetExistsException.class, () -> LocalStorage.publishWithoutLinks(temporary, target));
    assertEquals("new", Files.readString(target));
    assertEquals("newer", Files.readString(temporary));
  }

  @Test
  void publishingWithoutLinksThatFailsFreesTheName() {
    Path missing = directory.resolve("missing");
    Path target = directory.resolve("target");
    assertThrows(StorageException.class, () -> LocalStorage.publishWithoutLinks(missing, target));
    assertFalse(Files.exists(target));
  }

  @Test
  void aWriteToAFullDeviceSaysSo() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    try (StorageFile file = storage.open(full, OpenMode.WRITE)) {
      StorageFullException e =
          assertThrows(StorageFullException.class, () -> file.write(0, new byte[10], 0, 10));
      assertEquals(full, e.file());
      assertEquals(Outcome.NOT_COMMITTED, e.outcome());
    }
  }

  @Test
  void messagesOfAFullDeviceOrQuotaAreKnown() {
    for (String message : List.of("No space left on device", "x: Disk quota exceeded")) {
      StorageException e =
          StorageFailures.failure(directory, "can't be created", new IOException(message));
      assertEquals(
          Outcome.NOT_COMMITTED, assertInstanceOf(StorageFullException.class, e).outcome());
    }
    StorageException forced =
        StorageFailures.failure(
            directory, "can't be forced", Outcome.UNKNOWN, new IOException("Disk quota exceeded"));
    assertEquals(Outcome.UNKNOWN, assertInstanceOf(StorageFullException.class, forced).outcome());

    StorageException other =
        StorageFailures.failedWrite(directory, 10, new IOException("Input/output error"));
    assertEquals(StorageException.class, other.getClass());
    assertTrue(String.valueOf(other.getMessage()).contains("Input/output error"));
  }

  @Test
  void aDeviceWithoutRoomIsFullInWhateverLanguage() {
    assertInstanceOf(
        StorageFullException.class,
        StorageFailures.failedWrite(directory, Long.MAX_VALUE, new IOException("Kein Platz")));
  }

  @Test
  void aFileThatLostItsNameToAnotherIsMappedItself() throws IOException {
    Path path = directory.resolve("file");
    try (StorageFile file = storage.open(path, OpenMode.CREATE)) {
      file.write(0, new byte[] {7}, 0, 1);
      Files.move(path, directory.resolve("moved"));
      Files.write(path, new byte[10]);
      assertEquals(7, file.map(0, 1).get(0));
      assertEquals(1, Files.size(directory.resolve("moved")));
    }
  }

  @Test
  void pathsOfOtherFileSystemsAreRefused() throws IOException {
    URI archive = URI.create("jar:" + directory.resolve("x.zip").toUri());
    try (FileSystem other = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      Path path = other.getPath("/file");
      assertThrows(StorageException.class, () -> storage.open(path, OpenMode.CREATE));
      assertThrows(StorageException.class, () -> storage.lock(path));
      assertThrows(StorageException.class, () -> storage.createDirectory(path));
    }
  }
}
