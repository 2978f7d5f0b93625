package dev.kedge;

import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.get;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.putMany;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.Fault;
import dev.kedge.internal.io.FaultStorage.Op;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FenceTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  private final Events events = new Events();

  private static boolean isLog(Path path) {
    return path.toString().endsWith(".wal");
  }

  private static boolean isDatabase(Path path) {
    return path.toString().endsWith(".kv");
  }

  private Database open() {
    Database database = databases.open(databases.sim("a.kv").listener(events));
    putMany(database, 0, 100);
    return database;
  }

  @Test
  void aFailedForceFencesWithOutcomeUnknown() {
    Database database = open();
    databases.storage().inject(Fault.failNth(1, Op.FORCE).at(FenceTest::isLog));
    DatabaseFencedException failed =
        assertThrows(DatabaseFencedException.class, () -> put(database, "doubtful", "1"));
    assertEquals(Outcome.UNKNOWN, failed.outcome());
    assertTrue(failed.getCause() instanceof StorageException);
    assertTrue(database.stats().fenced());
    assertEquals(1, events.of("fenced").size());
    databases.storage().heal();
    DatabaseFencedException refused =
        assertThrows(DatabaseFencedException.class, () -> put(database, "later", "1"));
    assertEquals(Outcome.NOT_COMMITTED, refused.outcome());
    assertThrows(DatabaseFencedException.class, database::checkpoint);
    assertThrows(DatabaseFencedException.class, database::begin);
    assertThrows(DatabaseFencedException.class, database::compact);
    assertThrows(DatabaseFencedException.class, database::promote);
    assertThrows(DatabaseFencedException.class, () -> database.holds().create("h", 100, 1));
    assertEquals(1, events.of("fenced").size());
  }

  @Test
  void readsGoOnBehindTheFenceAndNeverShowWhatIsDoubtful() {
    Database database = open();
    Snapshot before = database.snapshot();
    Map<String, String> content = content(before);
    databases.storage().inject(Fault.failNth(1, Op.FORCE).at(FenceTest::isLog));
    assertThrows(DatabaseFencedException.class, () -> put(database, "doubtful", "1"));
    databases.storage().heal();
    assertEquals(content, content(database));
    assertEquals(content, content(before));
    assertFalse(database.exists(bytes("doubtful")));
    assertEquals(100, database.position().version());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertEquals(100, database.shipWal(out).lastVersion());
    try (LogReader log = database.readLog(100)) {
      assertEquals(100, log.next().version());
      assertEquals(null, log.next());
    }
    before.close();
  }

  @Test
  void reopeningFindsOutWhatIsThere() {
    Database database = open();
    databases.storage().inject(Fault.failNth(1, Op.FORCE).at(FenceTest::isLog));
    assertThrows(DatabaseFencedException.class, () -> put(database, "doubtful", "1"));
    databases.storage().heal();
    database.close();
    Database again = databases.open("a.kv");
    // The write had reached the file, so it is there; it might as well not be.
    assertEquals("1", get(again, "doubtful"));
    assertEquals(102, put(again, "next", "1").version());
  }

  @Test
  void aFailedWriteOfTheLogIsCutOffAndTheDatabaseWorksOn() {
    for (double share : new double[] {0, 0.5, 1}) {
      Database database = databases.open("w" + share);
      putMany(database, 0, 10);
      databases.storage().inject(Fault.failNth(1, Op.WRITE).at(FenceTest::isLog).shortWrite(share));
      assertThrows(StorageException.class, () -> put(database, "failed", "1"));
      databases.storage().heal();
      assertEquals(10, database.position().version());
      assertEquals(11, put(database, "next", "1").version());
      assertFalse(database.exists(bytes("failed")));
      database.close();
      Database again = databases.open("w" + share);
      assertEquals(11, again.position().version());
      assertFalse(again.exists(bytes("failed")));
    }
  }

  @Test
  void aFullDiskFailsTheCommitAndTheDatabaseWorksOnWhenThereIsRoom() {
    Database database = open();
    Map<String, String> before = content(database);
    databases.disk().limitCapacity(databases.disk().usedBytes());
    byte[] large = new byte[200_000];
    for (int i = 0; i < 3; i++) {
      StorageFullException full =
          assertThrows(StorageFullException.class, () -> database.put(bytes("large"), large));
      assertEquals(Outcome.NOT_COMMITTED, full.outcome());
      assertEquals(before, content(database));
    }
    assertEquals(100, database.position().version());
    databases.disk().limitCapacity(Long.MAX_VALUE);
    assertEquals(101, database.put(bytes("large"), large).version());
    assertFalse(database.stats().fenced());
    assertEquals(0, events.of("fenced").size());
  }

  @Test
  void aFullDiskFailsTheCheckpointAndTheDatabaseWorksOnWhenThereIsRoom() {
    for (int entries : new int[] {300, 6000}) {
      Database database = databases.open(databases.sim("c" + entries).listener(events));
      putMany(database, 0, entries);
      Map<String, String> before = content(database);
      int failures = 0;
      long room = 0;
      while (!checkpointIn(database, room)) {
        assertFalse(database.stats().fenced());
        assertEquals(before, content(database));
        databases.disk().limitCapacity(Long.MAX_VALUE);
        put(database, "key000000", "again " + room);
        before.put("key000000", "again " + room);
        failures++;
        room += 2048;
      }
      assertTrue(failures > 1, "failures: " + failures);
      databases.disk().limitCapacity(Long.MAX_VALUE);
      put(database, "last", "1");
      before.put("last", "1");
      assertEquals(database.position().version(), database.checkpoint().version());
      assertEquals(before, content(database));
      Databases.checkOk(database);
    }
    assertEquals(0, events.of("fenced").size());
  }

  private boolean checkpointIn(Database database, long room) {
    databases.disk().limitCapacity(databases.disk().usedBytes() + room);
    try {
      database.checkpoint();
      return true;
    } catch (StorageFullException e) {
      return false;
    }
  }

  @Test
  void closingOnAFullDiskLosesNothing() {
    Database database = open();
    Map<String, String> before = content(database);
    databases.disk().limitCapacity(databases.disk().usedBytes());
    assertThrows(StorageFullException.class, database::close);
    assertThrows(DatabaseClosedException.class, () -> get(database, "key000001"));
    databases.disk().limitCapacity(Long.MAX_VALUE);
    assertEquals(before, content(databases.open("a.kv")));
  }

  @Test
  void aDatabaseOnAFullDiskCanBeOpenedAndRead() {
    open();
    databases.become(databases.disk().kill());
    databases.disk().limitCapacity(databases.disk().usedBytes());
    Database database = databases.open("a.kv");
    assertEquals(100, content(database).size());
    assertThrows(StorageFullException.class, () -> put(database, "a", "1"));
    databases.disk().limitCapacity(Long.MAX_VALUE);
    assertEquals(101, put(database, "a", "1").version());
  }

  @Test
  void aFailedForceOfTheDatabaseFileFences() {
    Database database = open();
    Map<String, String> before = content(database);
    databases.storage().inject(Fault.failNth(1, Op.FORCE).at(FenceTest::isDatabase));
    assertThrows(StorageException.class, database::checkpoint);
    assertTrue(database.stats().fenced());
    assertEquals(before, content(database));
    databases.storage().heal();
    assertThrows(DatabaseFencedException.class, () -> put(database, "a", "1"));
    database.close();
    assertEquals(before, content(databases.open("a.kv")));
  }

  @Test
  void aFailedForceInTheMiddleOfALargeCheckpointFences() {
    Database database = databases.open(databases.sim("a.kv").dirtyBytes(256 << 20));
    for (int i = 0; i < 12; i++) {
      database.put(bytes("k" + i), new byte[1 << 20]);
    }
    databases.storage().inject(Fault.failNth(1, Op.FORCE).at(FenceTest::isDatabase));
    assertThrows(StorageException.class, database::checkpoint);
    assertTrue(database.stats().fenced());
    databases.storage().heal();
    database.close();
    assertEquals(12, databases.open("a.kv").position().version());
  }

  @Test
  void everyFailureOfACheckpointLeavesTheContentAndTheNextOpenFindsIt() {
    for (boolean afterwards : new boolean[] {false, true}) {
      boolean fired = true;
      for (int n = 1; fired; n++) {
        String name = "n" + n + afterwards;
        Database database = databases.open(databases.sim(name).pageSize(4096));
        putMany(database, 0, 200);
        database.checkpoint();
        putMany(database, 100, 200);
        Map<String, String> before = content(database);
        Fault fault = Fault.failNth(n, Op.WRITE, Op.FORCE, Op.MAP, Op.TRUNCATE);
        databases.storage().inject(afterwards ? fault.afterwards() : fault);
        boolean failed = false;
        try {
          database.checkpoint();
        } catch (KedgeException e) {
          failed = true;
        }
        databases.storage().heal();
        fired = fault.fired();
        assertEquals(fired, failed);
        assertEquals(before, content(database));
        if (!database.stats().fenced()) {
          put(database, "more", "1");
          before.put("more", "1");
          Databases.checkOk(database);
        }
        database.close();
        Database again = databases.open(databases.sim(name));
        assertEquals(before, content(again));
        Databases.checkAndClose(again);
      }
    }
  }

  @Test
  void everyFailureOfACommitLeavesAllOrNothing() {
    boolean fired = true;
    for (int n = 1; fired; n++) {
      String name = "n" + n;
      Database database = databases.open(name);
      Fault fault = Fault.failNth(n);
      databases.storage().inject(fault);
      long acknowledged = 0;
      boolean unknown = false;
      for (int i = 0; i < 30; i++) {
        try {
          acknowledged = database.put(bytes("k" + i), new byte[4000]).version();
        } catch (DatabaseFencedException e) {
          unknown |= e.outcome() == Outcome.UNKNOWN;
        } catch (StorageException e) {
          assertFalse(database.stats().fenced() && !unknown && acknowledged > 0, e.toString());
        }
      }
      databases.storage().heal();
      fired = fault.fired();
      assertEquals(acknowledged, database.position().version());
      if (database.stats().fenced()) {
        database.close();
        database = databases.open(name);
        long found = database.position().version();
        assertTrue(found == acknowledged || (unknown && found == acknowledged + 1));
      }
      assertEquals(database.position().version(), content(database).size());
      assertNotNull(put(database, "after", "1"));
      Databases.checkAndClose(database);
    }
  }
}
