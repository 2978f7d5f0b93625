package dev.kedge;

import static dev.kedge.Databases.get;
import static dev.kedge.Databases.put;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Who may open a database, and under which names; on real files. */
class LockingTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void choose() {
    file = directory.resolve("a.kv");
  }

  @Test
  void aSecondInstanceIsRefusedUntilTheFirstIsClosed() {
    Database first = Database.open(file);
    put(first, "a", "1");
    DatabaseLockedException e =
        assertThrows(DatabaseLockedException.class, () -> Database.open(file));
    assertTrue(e.holder().contains("pid " + ProcessHandle.current().pid()), e.holder());
    assertThrows(DatabaseLockedException.class, () -> Database.builder(file).readOnly(true).open());
    put(first, "a", "2");
    first.close();
    assertEquals("2", get(databases.open(Database.builder(file)), "a"));
  }

  @Test
  void aDatabaseOfAnotherProcessIsRefusedNamingItAndIsFreeWhenThatIsKilled() throws IOException {
    try (DatabaseProcess other = DatabaseProcess.start(file)) {
      assertTrue(other.hasItOpen(), other.answer());
      DatabaseLockedException e =
          assertThrows(DatabaseLockedException.class, () -> Database.open(file));
      assertTrue(e.holder().contains("pid " + other.pid()), e.holder());
      assertThrows(
          DatabaseLockedException.class, () -> Database.builder(file).readOnly(true).open());
      other.kill();
    }
    Database database = databases.open(Database.builder(file));
    assertEquals("was here", get(database, "process"));
    try (DatabaseProcess other = DatabaseProcess.start(file)) {
      assertFalse(other.hasItOpen());
      assertTrue(other.answer().contains("pid " + ProcessHandle.current().pid()), other.answer());
    }
  }

  @Test
  void aLinkLeadsToTheSameDatabase() throws IOException {
    Database.open(file).close();
    Path link = directory.resolve("link.kv");
    Files.createSymbolicLink(link, file);
    Path other = Files.createDirectory(directory.resolve("other"));
    Path linkedDirectory = Files.createSymbolicLink(other.resolve("d"), directory);
    try (Database database = Database.open(link)) {
      assertEquals(file.toRealPath(), database.path());
      put(database, "a", "1");
      assertThrows(DatabaseLockedException.class, () -> Database.open(file));
      assertThrows(
          DatabaseLockedException.class, () -> Database.open(linkedDirectory.resolve("a.kv")));
    }
    assertFalse(Files.exists(directory.resolve("link.kv-wal")));
    assertEquals("1", get(databases.open(Database.builder(linkedDirectory.resolve("a.kv"))), "a"));
  }

  @Test
  void aDatabaseCreatedThroughALinkedDirectoryIsLockedUnderItsRealName() throws IOException {
    Path real = Files.createDirectory(directory.resolve("real"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), real);
    try (Database database = Database.open(link.resolve("b.kv"))) {
      put(database, "a", "1");
      assertThrows(DatabaseLockedException.class, () -> Database.open(real.resolve("b.kv")));
    }
    assertEquals("1", get(databases.open(Database.builder(real.resolve("b.kv"))), "a"));
  }

  @Test
  void aLinkToNothingIsNoDatabase() throws IOException {
    Path link = directory.resolve("dangling.kv");
    Files.createSymbolicLink(link, directory.resolve("nothing.kv"));
    assertThrows(KedgeException.class, () -> Database.open(link));
    assertFalse(Files.exists(link));
  }

  @Test
  void aRelativePathIsResolvedAgainstTheWorkingDirectory() {
    Path relative = Path.of("").toAbsolutePath().relativize(file.toAbsolutePath());
    assertFalse(relative.isAbsolute());
    try (Database database = Database.open(relative)) {
      assertTrue(database.path().isAbsolute());
      put(database, "a", "1");
      assertThrows(DatabaseLockedException.class, () -> Database.open(file));
    }
    assertEquals("1", get(databases.open(Database.builder(file)), "a"));
  }

  @Test
  void aDirectoryOrRootIsNoDatabase() {
    assertThrows(KedgeException.class, () -> Database.open(directory));
    assertThrows(RuntimeException.class, () -> Database.open(Path.of("/")));
  }

  @Test
  void whatIsCreatedIsForItsOwnerOnly() throws IOException {
    try (Database database = Database.open(file)) {
      put(database, "a", "1");
      database.checkpoint();
      database.compact();
      database.backup(directory.resolve("backup"));
    }
    try (Stream<Path> all = Files.walk(directory)) {
      List<Path> open =
          all.filter(path -> !path.equals(directory))
              .filter(path -> !permissions(path).endsWith("------"))
              .toList();
      assertEquals(List.of(), open);
    }
  }

  private static String permissions(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
