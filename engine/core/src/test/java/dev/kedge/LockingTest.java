package dev.kedge;

import static dev.kedge.Databases.get;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.putMany;
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
  void readersShareADatabaseAndKeepWritersOut() throws IOException {
    Database.open(file).close();
    DatabaseBuilder reading = Database.builder(file).readOnly(true);
    Database first = reading.open();
    try (DatabaseProcess other = DatabaseProcess.startReader(file)) {
      assertTrue(other.hasItOpen(), other.answer());
      for (int i = 0; i < 3; i++) {
        reading.open().close();
      }
      DatabaseLockedException e =
          assertThrows(DatabaseLockedException.class, () -> Database.open(file));
      assertTrue(e.holder().contains("reads it"), e.holder());
      try (DatabaseProcess writer = DatabaseProcess.start(file)) {
        assertFalse(writer.hasItOpen());
      }
      first.close();
      e = assertThrows(DatabaseLockedException.class, () -> Database.open(file));
      assertTrue(e.holder().contains("only reads it"), e.holder());
    }
    databases.open(Database.builder(file));
  }

  @Test
  void aReaderOfAnotherProcessIsRefusedWhateverTheWriterDidMeanwhile() throws IOException {
    try (Database database = Database.open(file)) {
      putMany(database, 0, 2000);
      database.checkpoint();
      putMany(database, 0, 2000);
      database.checkpoint();
      assertThrows(DatabaseLockedException.class, () -> Database.open(file));
      database.backup(directory.resolve("a.kvbak"));
      try (DatabaseProcess reader = DatabaseProcess.startReader(file)) {
        assertTrue(reader.answer().contains("pid " + ProcessHandle.current().pid()));
      }
      database.compact();
      putMany(database, 0, 2000);
      database.checkpoint();
      try (DatabaseProcess reader = DatabaseProcess.startReader(file)) {
        assertFalse(reader.hasItOpen());
      }
    }
    try (DatabaseProcess reader = DatabaseProcess.startReader(file)) {
      assertTrue(reader.hasItOpen(), reader.answer());
    }
  }

  @Test
  void aCopyThatIsOnlyReadIsNotOpenedForWritingBesideIt() throws IOException {
    try (Database source = Database.open(file)) {
      putMany(source, 0, 100);
    }
    Path copy = Files.copy(file, directory.resolve("copy.kv"));
    try (Database reader = Database.builder(copy).readOnly(true).open()) {
      assertThrows(DatabaseLockedException.class, () -> Database.open(copy));
      assertThrows(
          DatabaseLockedException.class, () -> Database.builder(copy).readReplica(true).open());
      try (DatabaseProcess writer = DatabaseProcess.start(copy)) {
        assertFalse(writer.hasItOpen());
      }
      assertFalse(Files.exists(directory.resolve("copy.kv-wal")));
      assertEquals("value7", get(reader, "key000007"));
    }
    databases.open(Database.builder(copy));
  }

  @Test
  void aHardLinkLeadsToTheSameLock() throws IOException {
    try (Database database = Database.open(file)) {
      put(database, "a", "1");
    }
    Path link = Files.createLink(directory.resolve("link.kv"), file);
    try (Database database = Database.open(file)) {
      assertThrows(DatabaseLockedException.class, () -> Database.open(link));
      try (DatabaseProcess writer = DatabaseProcess.start(link)) {
        assertFalse(writer.hasItOpen());
      }
      put(database, "a", "2");
    }
    assertEquals("2", get(databases.open(Database.builder(file)), "a"));
  }

  @Test
  void readingNeitherWritesNorOpensTheLockFile() throws IOException {
    Database.open(file).close();
    Path lock = directory.resolve("a.kv-wal").resolve("lock");
    Files.delete(lock);
    try (Database database = Database.builder(file).readOnly(true).open()) {
      assertTrue(database.check().isOk());
    }
    assertFalse(Files.exists(lock));
  }

  @Test
  void aLinkToNothingIsNoDatabaseAndLeavesNothing() throws IOException {
    Path link = directory.resolve("dangling.kv");
    Files.createSymbolicLink(link, directory.resolve("nothing.kv"));
    KedgeException e = assertThrows(KedgeException.class, () -> Database.open(link));
    assertTrue(String.valueOf(e.getMessage()).contains("link to nothing"), e.getMessage());
    try (Stream<Path> all = Files.list(directory)) {
      assertEquals(List.of(link), all.toList());
    }
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
