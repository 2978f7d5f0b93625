package dev.kedge;

import static dev.kedge.Databases.backup;
import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.get;
import static dev.kedge.Databases.logFolder;
import static dev.kedge.Databases.path;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.putMany;
import static dev.kedge.Databases.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.Fault;
import dev.kedge.internal.io.FaultStorage.Op;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A restored backup, or a file copied by hand, beside its living primary. */
class CopyTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  private final Events events = new Events();

  private Database restored(String name, byte[] backup) {
    return databases.open(databases.sim(databases.restore(name, backup).getFileName().toString()));
  }

  @Test
  void aCopyWrittenToNeverSharesAPositionWithItsLivingPrimary() {
    Database primary = databases.open("a.kv");
    putMany(primary, 0, 10);
    byte[] backup = backup(primary);
    Database copy =
        databases.open(
            databases
                .sim(databases.restore("copy.kv", backup).getFileName().toString())
                .listener(events));
    assertEquals(primary.position(), copy.position());
    Set<Position> positions = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      put(primary, "k", "primary");
      assertTrue(positions.add(primary.position()));
      put(copy, "k", "copy");
      assertTrue(positions.add(copy.position()));
      if (i % 7 == 3) {
        copy.close();
        copy = databases.open("copy.kv");
      }
    }
    assertEquals(1, events.of("fork").size());
    assertTrue(events.of("fork " + new Position(primary.position().generation(), 10)).size() == 1);
    assertNotEquals(primary.position().generation(), copy.position().generation());
  }

  @Test
  void lookingInsideACopyForksNothing() {
    Database primary = databases.open("a.kv");
    putMany(primary, 0, 10);
    databases.restore("copy.kv", backup(primary));
    for (int i = 0; i < 2; i++) {
      Database copy = databases.open("copy.kv");
      assertEquals(content(primary), content(copy));
      copy.checkpoint();
      copy.compact();
      assertEquals(0, copy.update(tx -> tx.get(bytes("x"))).version() - 10);
      assertEquals(primary.position(), copy.position());
      assertEquals(primary.position(), Restore.verify(stream(backup(copy))).position());
      copy.close();
    }
    Database copy = databases.open("copy.kv");
    put(copy, "a", "1");
    assertNotEquals(primary.position().generation(), copy.position().generation());
  }

  @Test
  void theForkIsInForceOnlyWithItsFirstCommit() {
    Database primary = databases.open("a.kv");
    putMany(primary, 0, 10);
    Path file = databases.restore("copy.kv", backup(primary));
    Database copy = databases.open("copy.kv");
    databases
        .storage()
        .inject(Fault.failNth(1, Op.WRITE).at(p -> p.startsWith(logFolder(file)) && isSegment(p)));
    assertThrows(StorageException.class, () -> put(copy, "failed", "1"));
    databases.storage().heal();
    assertEquals(primary.position(), copy.position());
    databases.become(databases.disk().kill());
    Database again = databases.open("copy.kv");
    assertEquals(10, again.position().version());
    assertEquals(primary.position(), again.position());
    put(again, "a", "1");
    assertNotEquals(primary.position().generation(), again.position().generation());
    assertEquals(11, again.position().version());
  }

  private static boolean isSegment(Path path) {
    return path.toString().endsWith(".wal");
  }

  @Test
  void aFileCopiedByHandIsACopyToo() {
    Database primary = databases.open("a.kv");
    putMany(primary, 0, 10);
    primary.close();
    databases.disk().putFile(path("copy.kv"), databases.disk().readFile(path("a.kv")));
    Database copy = databases.open("copy.kv");
    put(copy, "a", "1");
    Database again = databases.open("a.kv");
    put(again, "a", "1");
    assertNotEquals(again.position(), copy.position());
    assertEquals(again.position().version(), copy.position().version());
  }

  @Test
  void aBackupOfACopyOfACopyKnowsItsAncestors() {
    Database database = databases.open("g0.kv");
    Set<Long> generations = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      put(database, "k", "v" + i);
      assertTrue(generations.add(database.position().generation()));
      database = restored("g" + (i + 1) + ".kv", backup(database));
    }
    assertEquals("v4", get(database, "k"));
    assertEquals(5, database.position().version());
  }

  @Test
  void aFileThatIsPutIntoAFolderThatNeverHadACommitIsACopyToo() {
    Database living = databases.open("living.kv");
    putMany(living, 0, 10);
    byte[] file = databases.disk().readFile(restoredFile("source.kv", living));
    databases.open("new.kv").close();
    databases.restore("looked.kv", backup(databases.open("other.kv")));
    databases.open("looked.kv").close();
    for (String name : List.of("new.kv", "looked.kv")) {
      databases.disk().putFile(path(name), file);
      Database copy = databases.open(name);
      assertEquals(living.position(), copy.position());
      put(copy, "k", "copy");
      assertNotEquals(living.position().generation(), copy.position().generation());
    }
    assertEquals(10, living.position().version());
  }

  private Path restoredFile(String name, Database source) {
    return databases.restore(name, backup(source));
  }
}
