package dev.kedge;

import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.get;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.putMany;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.FaultStorage.Op;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  @Test
  void aSnapshotShowsTheStateOfWhenItWasTaken() {
    Database database = databases.open("a.kv");
    Commit last = put(database, "a", "1");
    put(database, "b", "1");
    try (Snapshot snapshot = database.snapshot()) {
      put(database, "a", "2");
      database.delete(bytes("b"));
      put(database, "c", "1");
      for (int i = 0; i < 2; i++) {
        assertEquals(Map.of("a", "1", "b", "1"), content(snapshot));
        assertEquals("1", get(snapshot, "a"));
        assertNull(get(snapshot, "c"));
        assertFalse(snapshot.exists(bytes("c")));
        assertEquals(2, snapshot.version());
        assertEquals(2, snapshot.entries());
        assertEquals(new Position(database.position().generation(), 2), snapshot.position());
        assertTrue(!snapshot.commitTime().isBefore(last.time()));
        database.checkpoint();
      }
    }
    assertEquals(Map.of("a", "2", "c", "1"), content(database));
  }

  @Test
  void takingASnapshotTouchesNoFileWhateverTheSize() {
    Database database = databases.open("a.kv");
    putMany(database, 0, 3000);
    database.checkpoint();
    put(database, "in memory", "1");
    long calls = databases.storage().calls();
    List<Snapshot> open = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      open.add(database.snapshot());
    }
    assertEquals(1000, database.stats().readers());
    open.forEach(Snapshot::close);
    assertEquals(calls, databases.storage().calls());
    assertEquals(0, database.stats().readers());
  }

  /** Does something on another thread at each operation of a kind on the file. */
  private void meanwhile(Op kind, String suffix, Runnable work) {
    boolean[] busy = {false};
    databases
        .storage()
        .inject(
            (op, file) -> {
              if (op == kind && file.toString().endsWith(suffix) && !busy[0]) {
                busy[0] = true;
                awaitOnAnotherThread(work);
                busy[0] = false;
              }
            });
  }

  private static void awaitOnAnotherThread(Runnable work) {
    try {
      Databases.await(
          Databases.start(
              () -> {
                work.run();
                return true;
              }));
    } catch (Exception e) {
      throw new AssertionError("the other thread", e);
    }
  }

  @Test
  void readersAndWritersGoOnWhileACheckpointWritesPages() {
    Database database = databases.open("a.kv");
    putMany(database, 0, 3000);
    int[] during = {0};
    meanwhile(
        Op.WRITE,
        ".kv",
        () -> {
          try (Snapshot snapshot = database.snapshot()) {
            if (during[0] == 0) {
              // Once the meta page is written, nobody may commit for a moment.
              put(database, "during" + during[0]++, "v");
            }
            assertTrue(snapshot.entries() >= 3000);
            assertEquals("value7", get(snapshot, "key000007"));
            assertEquals("value7", get(database, "key000007"));
          }
        });
    database.checkpoint();
    databases.storage().heal();
    assertTrue(during[0] > 0);
    assertEquals(3000 + during[0], database.stats().entries());
  }

  @Test
  void readersGoOnWhileACommitWaitsForTheDisk() {
    Database database = databases.open("a.kv");
    putMany(database, 0, 100);
    int[] reads = {0};
    meanwhile(
        Op.FORCE,
        ".wal",
        () -> {
          try (Snapshot snapshot = database.snapshot()) {
            assertEquals(100, snapshot.version());
            assertEquals(100, content(snapshot).size());
            assertNull(get(database, "new"));
            reads[0]++;
          }
        });
    put(database, "new", "1");
    assertEquals(1, reads[0]);
    assertEquals("1", get(database, "new"));
  }

  @Test
  void aViewReadsOneStateAndClosesItself() {
    Database database = databases.open("a.kv");
    put(database, "a", "1");
    String both =
        database.view(
            snapshot -> {
              put(database, "a", "2");
              return get(snapshot, "a") + get(database, "a");
            });
    assertEquals("12", both);
    assertEquals(0, database.stats().readers());
    assertThrows(
        IllegalStateException.class,
        () ->
            database.view(
                snapshot -> {
                  throw new IllegalStateException("of the work");
                }));
    assertEquals(0, database.stats().readers());
  }

  @Test
  void aClosedSnapshotCantBeUsed() {
    Database database = databases.open("a.kv");
    Snapshot snapshot = database.snapshot();
    snapshot.close();
    snapshot.close();
    assertThrows(IllegalStateException.class, () -> snapshot.get(bytes("a")));
    assertThrows(IllegalStateException.class, () -> snapshot.exists(bytes("a")));
    assertThrows(IllegalStateException.class, () -> snapshot.cursor(KeyRange.all()));
  }

  @Test
  void manySnapshotsStayRightOverManyCheckpointsAndRewrites() {
    long seed = 4711;
    System.out.println("SnapshotTest seed " + seed);
    Random random = new Random(seed);
    Database database = databases.open(databases.sim("a.kv").pageSize(4096));
    TreeMap<String, String> model = new TreeMap<>();
    Map<Snapshot, Map<String, String>> open = new HashMap<>();
    for (int round = 0; round < 150; round++) {
      change(database, model, random, round);
      if (random.nextInt(3) == 0) {
        database.checkpoint();
      }
      open.put(database.snapshot(), Map.copyOf(model));
      List<Snapshot> some = new ArrayList<>(open.keySet());
      Snapshot one = some.get(random.nextInt(some.size()));
      assertEquals(open.get(one), content(one));
      if (open.size() > 30) {
        one.close();
        open.remove(one);
      }
      if (round % 25 == 0) {
        Databases.checkOk(database);
      }
    }
    open.forEach((snapshot, expected) -> assertEquals(expected, content(snapshot)));
    open.keySet().forEach(Snapshot::close);
    assertEquals(model, content(database));
  }

  private static void change(
      Database database, NavigableMap<String, String> model, Random random, int round) {
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < 40; i++) {
      String key = String.format("%04d", random.nextInt(1500));
      if (random.nextInt(4) == 0) {
        batch.delete(bytes(key));
        model.remove(key);
      } else {
        String value = "v" + round + "x".repeat(random.nextInt(20) == 0 ? 9000 : 30);
        batch.put(bytes(key), bytes(value));
        model.put(key, value);
      }
    }
    if (random.nextInt(10) == 0) {
      String from = String.format("%04d", random.nextInt(1500));
      batch.deleteRange(KeyRange.between(bytes(from), bytes(from + "~")));
      model.subMap(from, from + "~").clear();
    }
    database.write(batch);
  }

  @Test
  void pagesAreReusedOnceNobodyReadsThem() {
    Database database = databases.open("a.kv");
    rewrite(database);
    database.checkpoint();
    Snapshot snapshot = database.snapshot();
    Map<String, String> before = content(snapshot);
    for (int round = 0; round < 20; round++) {
      rewrite(database);
      database.checkpoint();
    }
    assertEquals(before, content(snapshot));
    snapshot.close();
    for (int round = 0; round < 3; round++) {
      rewrite(database);
      database.checkpoint();
    }
    long pages = database.stats().pages();
    for (int round = 0; round < 20; round++) {
      rewrite(database);
      database.checkpoint();
    }
    assertEquals(pages, database.stats().pages());
    long live = database.check().livePages();
    Database fresh = databases.open("fresh.kv");
    rewrite(fresh);
    fresh.checkpoint();
    for (int round = 0; round < 20; round++) {
      rewrite(fresh);
      fresh.checkpoint();
    }
    assertTrue(fresh.stats().pages() <= 4 * live, fresh.stats().pages() + " for " + live);
  }

  @Test
  void aCursorOnALeafInMemoryGoesOnWhenThePageThatTheLeafCameFromIsGivenUp() {
    Database database = databases.open("a.kv");
    rewrite(database);
    database.checkpoint();
    put(database, "key000001", "before");
    Map<String, String> expected = content(database);
    Cursor cursor = database.cursor(KeyRange.all());
    assertTrue(cursor.next());
    database.checkpoint();
    rewriteOften(database);
    assertEquals(expected, rest(cursor));
  }

  @Test
  void aCursorThatBeganDuringTheCheckpointThatGaveThePageUpGoesOnToo() {
    Database database = databases.open("a.kv");
    rewrite(database);
    database.checkpoint();
    put(database, "key000001", "before");
    Map<String, String> expected = new HashMap<>(content(database));
    List<Cursor> during = new ArrayList<>();
    meanwhile(
        Op.WRITE,
        ".kv",
        () -> {
          if (during.isEmpty()) {
            put(database, "key001999", "during");
            during.add(database.cursor(KeyRange.all()));
            assertTrue(during.get(0).next());
          }
        });
    database.checkpoint();
    databases.storage().heal();
    rewriteOften(database);
    expected.put("key001999", "during");
    assertEquals(expected, rest(during.get(0)));
  }

  private static void rewriteOften(Database database) {
    for (int round = 0; round < 5; round++) {
      rewrite(database, 50);
      database.checkpoint();
    }
  }

  /** The entry that a cursor is on and those behind it; closes it. */
  private static Map<String, String> rest(Cursor cursor) {
    Map<String, String> entries = new HashMap<>();
    try (cursor) {
      do {
        entries.put(Databases.text(cursor.key()), Databases.text(cursor.value()));
      } while (cursor.next());
    }
    return entries;
  }

  @Test
  void aForgottenReaderThatKeepsMuchOfTheFileIsToldOfOnceAndShowsInTheStatistics() {
    Events events = new Events();
    Database database = databases.open(databases.sim("a.kv").listener(events));
    rewrite(database, 1000);
    database.checkpoint();
    long version = database.position().version();
    Cursor forgotten = database.cursor(KeyRange.all());
    for (int round = 0; round < 20; round++) {
      rewrite(database, 1000);
      database.checkpoint();
    }
    String told = "old reader " + Thread.currentThread().getName() + " " + version;
    assertEquals(1, events.all.stream().filter(told::equals).count(), events.all.toString());
    assertEquals(version, database.stats().oldestReaderVersion());
    assertEquals(Thread.currentThread().getName(), database.stats().oldestReaderThread());
    assertTrue(database.stats().freePages() > database.stats().pages() / 2);
    long live = database.check().livePages();
    long kept = database.stats().readerPages();
    assertTrue(kept >= live - 5 && kept <= live + 5, kept + " for " + live);
    forgotten.close();
    assertEquals(0, database.stats().readerPages());
    long pages = database.stats().pages();
    for (int round = 0; round < 20; round++) {
      rewrite(database, 1000);
      database.checkpoint();
    }
    assertEquals(pages, database.stats().pages());
  }

  private static void rewrite(Database database) {
    rewrite(database, 6);
  }

  private static void rewrite(Database database, int length) {
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < 2000; i++) {
      batch.put(bytes(String.format("key%06d", i)), bytes("v".repeat(length) + i));
    }
    database.write(batch);
  }

  @Test
  void theHeapDoesNotHoldWhatOnlySnapshotsReach(@TempDir Path directory) {
    try (Database database =
        Database.builder(directory.resolve("a.kv")).dirtyBytes(4 << 20).open()) {
      byte[] value = new byte[2000];
      List<Snapshot> open = new ArrayList<>();
      long before = usedHeap();
      long written = 0;
      for (int round = 0; round < 60; round++) {
        WriteBatch batch = new WriteBatch();
        for (int i = 0; i < 500; i++) {
          value[0] = (byte) round;
          batch.put(bytes(String.format("%05d", i)), value);
        }
        database.write(batch);
        written += batch.bytes();
        open.add(database.snapshot());
        database.checkpoint();
      }
      long after = usedHeap();
      assertTrue(written > 50 << 20, "written " + written);
      assertTrue(after - before < 8 << 20, "heap grew by " + (after - before));
      for (int round = 0; round < 60; round += 7) {
        assertEquals((byte) round, open.get(round).get(bytes("00042"))[0]);
      }
      open.forEach(Snapshot::close);
      Databases.checkOk(database);
    }
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
