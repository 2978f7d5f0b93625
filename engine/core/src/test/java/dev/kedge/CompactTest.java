package dev.kedge;

import static dev.kedge.Databases.apply;
import static dev.kedge.Databases.backup;
import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.get;
import static dev.kedge.Databases.path;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.putMany;
import static dev.kedge.Databases.ship;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.Fault;
import dev.kedge.internal.io.SimStorage;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class CompactTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  /** A database of which most pages are free, and some changes not checkpointed. */
  private Database wasteful(String name) {
    Database database = databases.open(databases.sim(name).pageSize(4096));
    for (int round = 0; round < 3; round++) {
      putMany(database, round * 3000, 3000);
      database.put(bytes("large" + round), new byte[100_000]);
      database.checkpoint();
    }
    database.deleteRange(KeyRange.between(bytes("key001000"), bytes("key008500")));
    database.checkpoint();
    database.delete(bytes("large1"));
    put(database, "last", "1");
    return database;
  }

  @Test
  void aForgottenReaderKeepsTheFileThatItReadsAndNoLaterOne() {
    Database database = wasteful("a.kv");
    try (Snapshot forgotten = database.snapshot()) {
      Map<String, String> before = content(forgotten);
      database.compact();
      int open = databases.disk().openFiles().size();
      for (int i = 0; i < 5; i++) {
        put(database, "more", "" + i);
        database.compact();
        assertEquals(open, databases.disk().openFiles().size());
      }
      assertEquals(before, content(forgotten));
    }
    assertEquals("4", get(database, "more"));
  }

  @Test
  void theFileGetsSmallerAndTheContentStays() {
    Database database = wasteful("a.kv");
    Map<String, String> before = content(database);
    Position position = database.position();
    long bytesBefore = databases.disk().readFile(path("a.kv")).length;
    List<Long> progress = new ArrayList<>();
    CompactResult result = database.compact((done, total) -> progress.add(done));
    assertEquals(database.path(), result.path());
    assertTrue(result.pagesAfter() < result.pagesBefore() / 2, "" + result);
    assertEquals(before.size(), progress.get(progress.size() - 1));
    assertTrue(databases.disk().readFile(path("a.kv")).length < bytesBefore / 2);
    assertEquals(before, content(database));
    assertEquals(position, database.position());
    assertEquals(before.size(), database.stats().entries());
    Databases.checkOk(database);
    putMany(database, 0, 100);
    database.close();
    database = databases.open("a.kv");
    assertEquals(position.version() + 100, database.position().version());
    long pages = database.compact().pagesAfter();
    assertEquals(pages, database.compact().pagesAfter());
    assertFalse(
        databases.disk().files().keySet().stream().anyMatch(f -> f.toString().contains("tmp")));
  }

  @Test
  void anEmptyDatabaseIsCompacted() {
    Database database = databases.open("a.kv");
    database.compact();
    put(database, "a", "1");
    database.delete(bytes("a"));
    database.compact();
    assertEquals(Map.of(), content(database));
    assertEquals(2, database.position().version());
  }

  @Test
  void whatIsCommittedMeanwhileIsThereAfterwards() {
    Database database = wasteful("a.kv");
    int[] commits = {0};
    database.compact(
        (done, total) -> {
          for (int i = 0; i < 30; i++) {
            put(database, "during" + commits[0]++, "v");
          }
          database.delete(bytes("key000001"));
          database.deleteRange(KeyRange.prefix(bytes("key0000")));
          database.checkpoint();
        });
    assertTrue(commits[0] > 0);
    for (int i = 0; i < commits[0]; i++) {
      assertEquals("v", get(database, "during" + i));
    }
    assertFalse(database.exists(bytes("key000050")));
    assertTrue(database.exists(bytes("key000150")));
    Map<String, String> content = content(database);
    databases.become(databases.disk().kill());
    assertEquals(content, content(databases.open("a.kv")));
  }

  @Test
  void snapshotsCursorsAndTransactionsGoOnAcrossIt() {
    Database database = wasteful("a.kv");
    Map<String, String> before = content(database);
    Snapshot snapshot = database.snapshot();
    Cursor cursor = database.cursor(KeyRange.all());
    cursor.next();
    Transaction transaction = database.begin();
    transaction.put(bytes("tx"), bytes("1"));
    put(database, "after", "1");
    database.compact();
    putMany(database, 0, 500);
    database.checkpoint();
    assertEquals(before, content(snapshot));
    int count = 1;
    while (cursor.next()) {
      count++;
    }
    assertEquals(before.size(), count);
    assertEquals("1", get(transaction, "tx"));
    assertEquals(before.size() + 1, content(transaction).size());
    transaction.commit();
    assertEquals("1", get(database, "tx"));
    assertEquals("1", get(database, "after"));
    cursor.close();
    snapshot.close();
  }

  @Test
  void aSnapshotReadsPagesOfTheOldFileForTheFirstTimeAfterIt() {
    Map<String, String> before = content(wasteful("a.kv"));
    databases.become(databases.disk().kill());
    databases.open("a.kv").close();
    Database database = databases.open("a.kv");
    try (Snapshot snapshot = database.snapshot();
        Cursor cursor = database.cursor(KeyRange.all())) {
      database.deleteRange(KeyRange.all());
      database.compact();
      database.compact();
      int count = 0;
      while (cursor.next()) {
        count++;
      }
      assertEquals(before.size(), count);
      assertEquals(before, content(snapshot));
    }
    assertEquals(Map.of(), content(database));
  }

  @Test
  void aReplicaIsCompactedAndFollowsOn() {
    Database primary = wasteful("a.kv");
    databases.restore("r.kv", backup(primary));
    Database replica = databases.openReplica("r.kv");
    replica.compact();
    assertEquals(primary.position(), replica.position());
    long version = primary.position().version();
    putMany(primary, 0, 50);
    apply(replica, ship(primary, version));
    assertEquals(content(primary), content(replica));
    primary.compact();
    apply(replica, ship(primary, version));
  }

  @Test
  void itCanBeCancelledAndLeavesNothing() {
    Database database = wasteful("a.kv");
    ProgressListener cancel =
        new ProgressListener() {
          @Override
          public void progress(long done, long total) {}

          @Override
          public boolean isCancelled() {
            return true;
          }
        };
    List<Path> before = List.copyOf(databases.disk().files().keySet());
    assertThrows(OperationCancelledException.class, () -> database.compact(cancel));
    assertEquals(before, List.copyOf(databases.disk().files().keySet()));
    database.compact();
  }

  @Test
  void itCanBeCancelledWhileItAddsWhatWasCommittedMeanwhile() {
    Database database = wasteful("a.kv");
    long entries = content(database).size();
    ProgressListener cancel =
        new ProgressListener() {
          private int asked;

          @Override
          public void progress(long done, long total) {
            if (done == entries) {
              for (int i = 0; i < 2000; i++) {
                database.write(new WriteBatch().put(bytes("new" + i), bytes("1")), Durability.OFF);
              }
              asked = 1;
            }
          }

          @Override
          public boolean isCancelled() {
            return asked > 0 && asked++ > 1;
          }
        };
    List<Path> before = List.copyOf(databases.disk().files().keySet());
    assertThrows(OperationCancelledException.class, () -> database.compact(cancel));
    assertEquals(before, List.copyOf(databases.disk().files().keySet()));
    assertEquals(entries + 2000, content(database).size());
    database.compact();
  }

  @Test
  void aListenerOfABackupIsRefusedIt() {
    Database database = wasteful("a.kv");
    OutputStream nowhere = OutputStream.nullOutputStream();
    ProgressListener compacting = (done, total) -> database.compact();
    assertThrows(
        IllegalStateException.class,
        () -> database.backup(nowhere, BackupOptions.PLAIN.with(compacting)));
    database.compact();
  }

  @Test
  void aFullDiskFailsItAndTheDatabaseWorksOn() {
    Database database = wasteful("a.kv");
    Map<String, String> before = content(database);
    databases.disk().limitCapacity(databases.disk().usedBytes() + 20_000);
    assertThrows(StorageFullException.class, database::compact);
    assertFalse(database.stats().fenced());
    databases.disk().limitCapacity(Long.MAX_VALUE);
    put(database, "more", "1");
    before.put("more", "1");
    database.compact();
    assertEquals(before, content(database));
  }

  @Test
  void everyFailureLeavesTheContentAndTheNextOpenFindsIt() {
    Map<String, String> expected = content(wasteful("a.kv"));
    SimStorage start = databases.disk().kill();
    boolean fired = true;
    for (int n = 1; fired; n++) {
      databases.become(start.kill());
      Database database = databases.open("a.kv");
      Fault fault = Fault.failNth(n);
      databases.storage().inject(fault);
      try {
        database.compact();
      } catch (KedgeException e) {
        assertTrue(fault.fired(), e.toString());
      }
      databases.storage().heal();
      fired = fault.fired();
      assertEquals(expected, content(database));
      if (!database.stats().fenced()) {
        put(database, "n", "" + n);
        database.delete(bytes("n"));
        Databases.checkOk(database);
      }
      database.close();
      database = databases.open("a.kv");
      assertEquals(expected, content(database));
      Databases.checkAndClose(database);
    }
  }

  @Test
  void aCrashAnywhereLeavesOneOrTheOtherFile() {
    Map<String, String> expected = content(wasteful("a.kv"));
    SimStorage start = databases.disk().kill();
    Random random = new Random(11);
    databases.become(start.kill());
    Database database = databases.open("a.kv");
    List<SimStorage> crashes = new ArrayList<>();
    databases.storage().inject((op, file) -> crashes.add(databases.disk().crash(random)));
    database.compact();
    put(database, "later", "1");
    databases.storage().heal();
    for (SimStorage crashed : crashes) {
      databases.become(crashed);
      Database again = databases.open("a.kv");
      Map<String, String> found = content(again);
      found.remove("later");
      assertEquals(expected, found);
      Databases.checkAndClose(again);
    }
  }

  @Test
  void writersAndReadersGoOnWhileItRuns(@TempDir Path directory) throws Exception {
    try (Database database = Database.open(directory.resolve("a.kv"))) {
      putMany(database, 0, 1000);
      AtomicBoolean ended = new AtomicBoolean();
      List<Future<Long>> workers = new ArrayList<>();
      for (int worker = 0; worker < 3; worker++) {
        int own = worker;
        workers.add(
            Databases.start(
                () -> {
                  long count = 0;
                  do {
                    put(database, "w" + own, "" + ++count);
                    assertEquals("" + count, get(database, "w" + own));
                  } while (!ended.get());
                  return count;
                }));
      }
      for (int i = 0; i < 10; i++) {
        database.compact();
      }
      ended.set(true);
      for (int worker = 0; worker < 3; worker++) {
        assertEquals("" + Databases.await(workers.get(worker)), get(database, "w" + worker));
      }
      Databases.checkOk(database);
    }
  }
}
