package dev.kedge.internal.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.DatabaseLockedException;
import dev.kedge.StorageException;
import dev.kedge.TargetExistsException;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.Storage.StorageLock;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What every {@link Storage} does, whatever stands behind it. */
abstract class StorageContractTest extends StorageFileContractTest {

  @Test
  void aFileIsNeverCreatedTwice() {
    created("file", "abc").close();
    TargetExistsException e =
        assertThrows(
            TargetExistsException.class,
            () -> storage().open(directory().resolve("file"), OpenMode.CREATE));
    assertEquals(directory().resolve("file"), e.path());
    assertEquals("abc", read("file"));
  }

  @Test
  void aMissingFileIsNamed() {
    Path path = directory().resolve("missing");
    for (OpenMode mode : List.of(OpenMode.READ, OpenMode.WRITE)) {
      assertMissing(path, () -> storage().open(path, mode));
    }
    assertFalse(storage().exists(path));
    Path inMissing = directory().resolve("no").resolve("file");
    assertThrows(StorageException.class, () -> storage().open(inMissing, OpenMode.CREATE));
  }

  @Test
  void aDirectoryIsNoFile() {
    created("file", "").close();
    assertTrue(storage().isDirectory(directory()));
    assertFalse(storage().isDirectory(directory().resolve("file")));
    assertFalse(storage().isDirectory(directory().resolve("missing")));
    assertThrows(StorageException.class, () -> storage().open(directory(), OpenMode.READ));
    assertThrows(StorageException.class, () -> storage().open(directory(), OpenMode.WRITE));
  }

  @Test
  void aListIsInTheOrderOfNames() {
    for (String name : List.of("b", "c", "a")) {
      created(name, "").close();
    }
    storage().createDirectory(directory().resolve("aa"));
    assertEquals(
        List.of("a", "aa", "b", "c"),
        storage().list(directory()).stream().map(path -> path.getFileName().toString()).toList());
    assertEquals(directory().resolve("a"), storage().list(directory()).get(0));
    assertEquals(List.of(), storage().list(directory().resolve("missing")));
    assertThrows(StorageException.class, () -> storage().list(directory().resolve("b")));
  }

  @Test
  void aDirectoryIsCreatedOnceAndOnlyInAnother() {
    Path child = directory().resolve("child");
    storage().createDirectory(child);
    storage().createDirectory(child);
    assertTrue(storage().exists(child));
    assertTrue(storage().isWritable(child));
    assertFalse(storage().isWritable(directory().resolve("missing")));

    created("file", "").close();
    assertThrows(
        StorageException.class, () -> storage().createDirectory(directory().resolve("file")));
    assertThrows(
        StorageException.class, () -> storage().createDirectory(directory().resolve("no/child")));
  }

  @Test
  void deletingLeavesNothingAndMissesNothing() {
    created("file", "abc").close();
    storage().delete(directory().resolve("file"));
    storage().delete(directory().resolve("file"));
    assertFalse(storage().exists(directory().resolve("file")));

    Path child = directory().resolve("child");
    storage().createDirectory(child);
    storage().open(child.resolve("file"), OpenMode.CREATE).close();
    assertThrows(StorageException.class, () -> storage().delete(child));
    storage().delete(child.resolve("file"));
    storage().delete(child);
    assertFalse(storage().exists(child));
  }

  @Test
  void aDeletedFileLivesOnWhileItIsOpen() {
    try (StorageFile file = created("file", "abc")) {
      storage().delete(directory().resolve("file"));
      file.write(3, bytes("d"), 0, 1);
      assertEquals("abcd", text(content(file)));
    }
  }

  @Test
  void aRenameReplacesWhatHasTheName() {
    created("from", "new").close();
    created("to", "old").close();
    storage().rename(directory().resolve("from"), directory().resolve("to"));
    assertEquals("new", read("to"));
    assertFalse(storage().exists(directory().resolve("from")));

    Path missing = directory().resolve("missing");
    assertMissing(missing, () -> storage().rename(missing, directory().resolve("to")));
    assertEquals("new", read("to"));
    assertThrows(
        IllegalArgumentException.class,
        () -> storage().rename(directory().resolve("to"), directory().resolve("sub/to")));
  }

  @Test
  void anOpenFileWorksOnUnderItsNewName() {
    try (StorageFile file = created("from", "abc")) {
      storage().rename(directory().resolve("from"), directory().resolve("to"));
      file.write(3, bytes("d"), 0, 1);
      file.force();
      assertEquals("abcd", text(content(file)));
    }
    assertEquals("abcd", read("to"));
  }

  @Test
  void publishingGivesTheNameOnce() {
    created("temporary", "abc").close();
    storage().publish(directory().resolve("temporary"), directory().resolve("target"));
    assertEquals("abc", read("target"));
    assertFalse(storage().exists(directory().resolve("temporary")));
  }

  @Test
  void publishingNeverReplaces() {
    created("temporary", "new").close();
    created("target", "old").close();
    TargetExistsException e =
        assertThrows(
            TargetExistsException.class,
            () ->
                storage().publish(directory().resolve("temporary"), directory().resolve("target")));
    assertEquals(directory().resolve("target"), e.path());
    assertEquals("old", read("target"));
    assertEquals("new", read("temporary"));
  }

  @Test
  void publishingNothingLeavesNothing() {
    assertThrows(
        StorageException.class,
        () -> storage().publish(directory().resolve("missing"), directory().resolve("target")));
    assertFalse(storage().exists(directory().resolve("target")));
  }

  @Test
  void aDirectoryIsSynced() {
    created("file", "").close();
    storage().syncDirectory(directory());
    Path missing = directory().resolve("missing");
    assertMissing(missing, () -> storage().syncDirectory(missing));
  }

  @Test
  void theRealPathHasNoDetours() {
    created("file", "").close();
    Path detour = directory().resolve("x").resolve("..").resolve("file");
    storage().createDirectory(directory().resolve("x"));
    assertEquals(storage().realPath(directory()).resolve("file"), storage().realPath(detour));
    Path missing = directory().resolve("missing");
    assertMissing(missing, () -> storage().realPath(missing));
  }

  @Test
  void aLockIsHeldByOneUntilItIsClosed() {
    Path path = directory().resolve("lock");
    StorageLock lock = storage().lock(path);
    assertTrue(storage().exists(path));
    DatabaseLockedException e =
        assertThrows(DatabaseLockedException.class, () -> storage().lock(path));
    assertEquals(path, e.path());
    assertTrue(e.holder().matches("pid \\d+ on \\S+ since \\S+"), e.holder());
    assertThrows(DatabaseLockedException.class, () -> storage().lock(path));
    lock.close();
    lock.close();

    StorageLock next = storage().lock(path);
    lock.close();
    assertThrows(DatabaseLockedException.class, () -> storage().lock(path));
    next.close();
  }

  @Test
  void aLockInAMissingDirectoryFailsAndIsNotHeld() {
    Path path = directory().resolve("later").resolve("lock");
    assertThrows(StorageException.class, () -> storage().lock(path));
    storage().createDirectory(directory().resolve("later"));
    storage().lock(path).close();
  }

  private static void assertMissing(Path path, Executable action) {
    StorageException e = assertThrows(StorageException.class, action);
    assertInstanceOf(NoSuchFileException.class, e.getCause());
    assertEquals(path, e.file());
  }
}
