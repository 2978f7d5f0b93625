package dev.kedge;

import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.logFolder;
import static dev.kedge.Databases.path;
import static dev.kedge.Databases.putMany;
import static dev.kedge.Databases.stream;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.FaultStorage.Op;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Databases opened read-only, and media that can't be written. */
class ReadOnlyTest {

  private static final Path FILE = path("a.kv");

  private static final Set<Op> WRITING =
      EnumSet.complementOf(EnumSet.of(Op.OPEN, Op.READ, Op.MAP, Op.LIST, Op.LOCK_CONTENT));

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  /** Lets everything fail that writes. */
  private static final FaultStorage.Injector NO_WRITES =
      (op, path) -> {
        if (WRITING.contains(op)) {
          throw new StorageException(path, "must not be written: " + op, null);
        }
      };

  private Map<Path, byte[]> files() {
    return databases.disk().files();
  }

  /** Opens read-only, looks at everything, and closes; nothing may be written meanwhile. */
  private void checkReadOnly(Map<String, String> expected) {
    Map<Path, byte[]> before = files();
    databases.storage().inject(NO_WRITES);
    try (Database database = databases.sim("a.kv").readOnly(true).open()) {
      assertEquals(expected, content(database));
      assertTrue(database.check().isOk());
      database.stats();
      try (LogReader log = database.readLog(database.stats().logFirstVersion())) {
        log.next();
      }
      database.shipWal(new ByteArrayOutputStream());
      refusesToWrite(database);
      assertEquals(expected, content(database));
    }
    databases.storage().heal();
    Map<Path, byte[]> after = files();
    assertEquals(before.keySet(), after.keySet());
    before.forEach((file, bytes) -> assertArrayEquals(bytes, after.get(file), file.toString()));
  }

  private static void refusesToWrite(Database database) {
    byte[] key = bytes("k");
    assertThrows(ReadOnlyDatabaseException.class, () -> database.put(key, key));
    assertThrows(ReadOnlyDatabaseException.class, () -> database.delete(key));
    assertThrows(ReadOnlyDatabaseException.class, () -> database.deleteRange(KeyRange.all()));
    assertThrows(
        ReadOnlyDatabaseException.class, () -> database.write(new WriteBatch().put(key, key)));
    assertThrows(ReadOnlyDatabaseException.class, database::begin);
    assertThrows(ReadOnlyDatabaseException.class, database::checkpoint);
    assertThrows(ReadOnlyDatabaseException.class, database::compact);
    assertThrows(ReadOnlyDatabaseException.class, database::promote);
    assertThrows(ReadOnlyDatabaseException.class, () -> database.holds().create("h", 0, 1));
    assertThrows(ReadOnlyDatabaseException.class, () -> database.holds().drop("h"));
    assertThrows(IllegalStateException.class, () -> database.applyWal(stream(new byte[0])));
  }

  @Test
  void aClosedDatabaseIsReadWithoutAWrite() {
    Map<String, String> content;
    try (Database database = databases.open("a.kv")) {
      putMany(database, 0, 300);
      content = content(database);
    }
    checkReadOnly(content);
    try (Database database = databases.sim("a.kv").readOnly(true).open()) {
      assertTrue(Databases.backup(database).length > 0);
    }
  }

  @Test
  void aKilledDatabaseIsReadWithItsLogReplayedIntoTheHeap() {
    Database database = databases.open("a.kv");
    putMany(database, 0, 300);
    database.checkpoint();
    putMany(database, 200, 300);
    Map<String, String> content = content(database);
    databases.become(databases.disk().kill());
    checkReadOnly(content);
    try (Database readOnly = databases.sim("a.kv").readOnly(true).open()) {
      assertEquals(600, readOnly.position().version());
      assertThrows(ReadOnlyDatabaseException.class, () -> Databases.backup(readOnly));
    }
    assertEquals(content, content(databases.open("a.kv")));
  }

  @Test
  void aCopyWithoutALogFolderIsReadAndGetsNone() {
    Map<String, String> content;
    try (Database database = databases.open("b.kv")) {
      putMany(database, 0, 300);
      content = content(database);
    }
    databases.disk().putFile(FILE, databases.disk().readFile(path("b.kv")));
    checkReadOnly(content);
    assertFalse(databases.disk().exists(logFolder(FILE)));
  }

  @Test
  void whatCantBeWrittenIsRefusedWithATypedErrorWhenItIsOpenedForWriting() {
    databases.storage().inject(NO_WRITES);
    StorageException e = assertThrows(StorageException.class, () -> databases.sim("new.kv").open());
    assertTrue(e.getMessage().contains("must not be written"));
    databases.storage().heal();
    assertEquals(Map.of(), content(databases.open("new.kv")));
  }

  @Test
  void severalReadersWithoutALockFolderMayOpenACopyAtOnce() {
    try (Database database = databases.open("b.kv")) {
      putMany(database, 0, 10);
    }
    databases.disk().putFile(FILE, databases.disk().readFile(path("b.kv")));
    try (Database one = databases.sim("a.kv").readOnly(true).open();
        Database two = databases.sim("a.kv").readOnly(true).open()) {
      assertEquals(content(one), content(two));
    }
  }
}
