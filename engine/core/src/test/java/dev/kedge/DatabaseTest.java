package dev.kedge;

import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.get;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.putMany;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DatabaseTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  @Test
  void whatWasPutIsThereAlsoAfterReopening() {
    Database database = databases.open("a.kv");
    assertNull(get(database, "k"));
    assertFalse(database.exists(bytes("k")));
    put(database, "k", "v");
    put(database, "empty", "");
    assertEquals("v", get(database, "k"));
    assertEquals("", get(database, "empty"));
    assertTrue(database.exists(bytes("k")));
    put(database, "k", "w");
    Databases.checkAndClose(database);
    database = databases.open("a.kv");
    assertEquals(Map.of("k", "w", "empty", ""), content(database));
    assertEquals(3, database.position().version());
  }

  @Test
  void eachCommitGetsTheNextVersionWhateverItDoes() {
    Database database = databases.open("a.kv");
    assertEquals(0, database.position().version());
    assertEquals(1, put(database, "a", "1").version());
    assertEquals(2, database.delete(bytes("a")).version());
    assertEquals(3, database.delete(bytes("never")).version());
    assertEquals(4, database.deleteRange(KeyRange.all()).version());
    assertEquals(5, database.write(new WriteBatch().put(bytes("b"), bytes("2"))).version());
    assertEquals(6, database.update(tx -> tx.put(bytes("c"), bytes("3"))).version());
    assertEquals(6, database.write(new WriteBatch()).version());
    assertEquals(6, database.update(tx -> tx.get(bytes("c"))).version());
    assertEquals(6, database.position().version());
  }

  @Test
  void aRangeIsDeletedWhateverItsOrderAndItsEndStays() {
    Database database = databases.open("a.kv");
    for (String key : List.of("a", "b", "c", "d", "e")) {
      put(database, key, key);
    }
    database.deleteRange(KeyRange.between(bytes("b"), bytes("d")).reversed());
    assertEquals(List.of("a", "d", "e"), List.copyOf(content(database).keySet()));
    database.deleteRange(KeyRange.between(bytes("e"), bytes("a")));
    assertEquals(3, content(database).size());
    database.deleteRange(KeyRange.prefix(bytes("e")));
    database.deleteRange(KeyRange.below(bytes("b")));
    assertEquals(Map.of("d", "d"), content(database));
    database.deleteRange(KeyRange.all());
    assertEquals(Map.of(), content(database));
  }

  @Test
  void arraysBelongToTheCaller() {
    Database database = databases.open("a.kv");
    byte[] key = bytes("k");
    byte[] value = bytes("v");
    database.put(key, value);
    key[0] = 'x';
    value[0] = 'x';
    byte[] read = database.get(bytes("k"));
    assertArrayEquals(bytes("v"), read);
    read[0] = 'y';
    assertEquals("v", get(database, "k"));
    WriteBatch batch = new WriteBatch();
    byte[] batched = bytes("b");
    batch.put(batched, batched);
    batched[0] = 'z';
    database.write(batch);
    assertEquals("b", get(database, "b"));
  }

  @Test
  void aBatchIsWhollyThereAndInItsOrder() {
    Database database = databases.open("a.kv");
    put(database, "old", "1");
    WriteBatch batch =
        new WriteBatch()
            .put(bytes("a"), bytes("1"))
            .put(bytes("a"), bytes("2"))
            .put(bytes("b"), bytes("3"))
            .delete(bytes("b"))
            .deleteRange(KeyRange.prefix(bytes("o")))
            .put(bytes("ok"), bytes("4"));
    assertEquals(6, batch.size());
    assertEquals(2, database.write(batch).version());
    assertEquals(Map.of("a", "2", "ok", "4"), content(database));
    batch.clear();
    assertEquals(0, batch.size());
    assertEquals(0, batch.bytes());
  }

  @Test
  void commitTimesNeverGoBackwardsAndAJumpIsToldOnce() {
    SettableClock clock = new SettableClock();
    Events events = new Events();
    Database database = databases.open(databases.sim("a.kv").clock(clock).listener(events));
    Instant start = clock.instant();
    assertEquals(start, put(database, "a", "1").time());
    clock.advance(Duration.ofHours(-1));
    assertEquals(start, put(database, "a", "2").time());
    assertEquals(start, put(database, "a", "3").time());
    assertEquals(1, events.of("clock").size());
    clock.advance(Duration.ofHours(2));
    Instant later = clock.instant();
    assertEquals(later, put(database, "a", "4").time());
    clock.advance(Duration.ofHours(-2));
    put(database, "a", "5");
    assertEquals(2, events.of("clock").size());
    database.close();
    database = databases.open(databases.sim("a.kv").clock(clock).listener(events));
    assertEquals(later, put(database, "a", "6").time());
    try (Snapshot snapshot = database.snapshot()) {
      assertEquals(later, snapshot.commitTime());
    }
  }

  @Test
  void commitTimesHaveMicroseconds() {
    SettableClock clock = new SettableClock();
    clock.advance(Duration.ofNanos(1_234_567));
    Database database = databases.open(databases.sim("a.kv").clock(clock));
    assertEquals(clock.instant().minusNanos(567), put(database, "a", "1").time());
  }

  @Test
  void keysAreOrderedAsUnsignedBytes() {
    Database database = databases.open("a.kv");
    byte[][] keys = {{(byte) 0xff}, {0}, {0, 0}, {0x7f}, {(byte) 0x80}, {(byte) 0x80, 1}};
    for (byte[] key : keys) {
      database.put(key, key);
    }
    byte[][] sorted = keys.clone();
    Arrays.sort(sorted, Arrays::compareUnsigned);
    try (Cursor cursor = database.cursor(KeyRange.all())) {
      for (byte[] key : sorted) {
        assertTrue(cursor.next());
        assertArrayEquals(key, cursor.key());
        assertArrayEquals(key, cursor.value());
      }
      assertFalse(cursor.next());
    }
  }

  @Test
  void everyPageSizeHoldsKeysAndValuesUpToTheLimits() {
    for (int pageSize = 4096; pageSize <= 65536; pageSize *= 2) {
      int longest = pageSize / 4 - 64;
      Database database =
          databases.open(databases.sim("p" + pageSize).pageSize(pageSize).maxKeyBytes(longest));
      Random random = new Random(pageSize);
      TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
      for (int i = 0; i < 60; i++) {
        byte[] key = new byte[longest - i % 2];
        random.nextBytes(key);
        byte[] value = new byte[random.nextInt(3 * pageSize)];
        random.nextBytes(value);
        model.put(key, value);
        database.put(key, value);
        if (i % 20 == 10) {
          database.checkpoint();
          Databases.checkOk(database);
        }
      }
      model.forEach((key, value) -> assertArrayEquals(value, database.get(key)));
      Databases.checkAndClose(database);
      try (Database again = databases.sim("p" + pageSize).open()) {
        assertEquals(pageSize, again.stats().pageSize());
        assertEquals(
            pageSize, databases.disk().files().get(again.path()).length / again.stats().pages());
        model.forEach((key, value) -> assertArrayEquals(value, again.get(key)));
      }
    }
  }

  @Test
  void thePageSizeOfAnExistingFileBoundsItsKeysWhateverTheSettingSays() {
    databases.open(databases.sim("a.kv").pageSize(4096)).close();
    Database database =
        databases.open(databases.sim("a.kv").pageSize(65536).maxKeyBytes(65536 / 4 - 64));
    byte[] longest = new byte[4096 / 4 - 64];
    assertThrows(
        LimitExceededException.class, () -> database.put(new byte[longest.length + 1], longest));
    for (int i = 0; i < 20; i++) {
      longest[0] = (byte) i;
      database.put(longest, longest);
    }
    Databases.checkOk(database);
  }

  @Test
  void whatIsOverALimitIsRefusedAndNothingIsWritten() {
    Database database =
        databases.open(
            databases.sim("a.kv").maxKeyBytes(10).maxValueBytes(100).maxTransactionBytes(1 << 16));
    byte[] key = new byte[10];
    database.put(key, new byte[100]);
    LimitExceededException tooLong =
        assertThrows(LimitExceededException.class, () -> database.put(new byte[11], key));
    assertEquals(10, tooLong.limit());
    assertEquals(11, tooLong.actual());
    assertThrows(LimitExceededException.class, () -> database.put(key, new byte[101]));
    assertThrows(LimitExceededException.class, () -> database.delete(new byte[11]));
    assertThrows(IllegalArgumentException.class, () -> database.put(new byte[0], key));
    assertThrows(IllegalArgumentException.class, () -> database.delete(new byte[0]));
    WriteBatch large = new WriteBatch();
    while (large.bytes() <= 1 << 16) {
      large.put(key, new byte[100]);
    }
    assertThrows(LimitExceededException.class, () -> database.write(large));
    WriteBatch oneBad = new WriteBatch().put(key, new byte[1]).put(key, new byte[101]);
    assertThrows(LimitExceededException.class, () -> database.write(oneBad));
    assertEquals(1, database.position().version());
    assertEquals(100, database.get(key).length);
    assertNull(database.get(new byte[11]));
  }

  @Test
  void theLimitOfATransactionHoldsForASingleWriteToo() {
    Database database = databases.open(databases.sim("a.kv").maxTransactionBytes(1 << 16));
    byte[] large = new byte[1 << 16];
    assertThrows(LimitExceededException.class, () -> database.put(bytes("k"), large));
    assertEquals(0, database.position().version());
  }

  @Test
  void aTransactionGoesOnWithoutTheWriteThatWasTooLarge() {
    Database database = databases.open(databases.sim("a.kv").maxTransactionBytes(1 << 16));
    try (Transaction tx = database.begin()) {
      tx.put(bytes("a"), new byte[60_000]);
      assertThrows(LimitExceededException.class, () -> tx.put(bytes("b"), new byte[10_000]));
      tx.put(bytes("c"), new byte[10]);
      tx.commit();
    }
    assertEquals(List.of("a", "c"), List.copyOf(content(database).keySet()));
  }

  @Test
  void sortedInputIsLoadedInBulk() {
    Database database = databases.open("a.kv");
    put(database, "!", "stays");
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      entries.add(new Entry(bytes(String.format("%08d", i)), bytes("value of " + i)));
    }
    BulkLoadResult result = database.bulkLoad(entries.iterator());
    assertEquals(30_000, result.entries());
    assertEquals(2, result.firstVersion());
    assertEquals(database.position().version(), result.lastVersion());
    assertEquals(30_001, content(database).size());
    assertEquals("value of 777", get(database, "00000777"));
    assertEquals(result.lastVersion(), database.stats().durableVersion());
    database.checkpoint();
    DatabaseStats stats = database.stats();
    long live = entries.stream().mapToLong(e -> e.key().length + e.value().length).sum();
    assertTrue(stats.fileBytes() < 2 * live, stats.fileBytes() + " for " + live);
    assertEquals(0, database.bulkLoad(List.<Entry>of().iterator()).entries());
  }

  @Test
  void unsortedInputIsRefusedAndWhatCameBeforeStays() {
    Database database = databases.open("a.kv");
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 10_001; i++) {
      entries.add(new Entry(bytes(String.format("%08d", i)), bytes("v")));
    }
    entries.add(new Entry(bytes("00000005"), bytes("late")));
    assertThrows(IllegalArgumentException.class, () -> database.bulkLoad(entries.iterator()));
    assertEquals("v", get(database, "00000005"));
    assertEquals(1, database.position().version());
    List<Entry> twice = List.of(entries.get(0), entries.get(0));
    assertThrows(IllegalArgumentException.class, () -> database.bulkLoad(twice.iterator()));
  }

  @Test
  void commitsAreSeenInTheLogOfEventsAndStats() {
    Events events = new Events();
    Database database = databases.open(databases.sim("a.kv").listener(events));
    putMany(database, 0, 100);
    try (Snapshot snapshot = database.snapshot()) {
      DatabaseStats stats = database.stats();
      assertEquals(database.position(), stats.position());
      assertEquals(100, stats.durableVersion());
      assertEquals(0, stats.checkpointVersion());
      assertEquals(100, stats.entries());
      assertEquals(100, stats.commits());
      assertEquals(100, stats.commitLatency().count());
      assertEquals(100, stats.syncs());
      assertEquals(1, stats.largestGroup());
      assertEquals(1, stats.readers());
      assertEquals(snapshot.version(), stats.oldestReaderVersion());
      assertEquals(Thread.currentThread().getName(), stats.oldestReaderThread());
      assertTrue(stats.dirtyBytes() > 0);
      assertTrue(stats.logBytes() > 0);
      assertEquals(1, stats.logFirstVersion());
      assertEquals(-1, stats.archivedVersion());
    }
    CheckpointResult result = database.checkpoint();
    assertEquals(100, result.version());
    assertTrue(result.pagesWritten() > 0);
    DatabaseStats after = database.stats();
    assertEquals(100, after.checkpointVersion());
    assertEquals(1, after.checkpoints());
    assertEquals(result.bytesWritten(), after.checkpointBytes());
    assertEquals(0, after.dirtyBytes());
    assertEquals(0, after.readers());
    assertEquals(after.fileBytes() / 8192, after.pages());
    assertEquals(List.of("checkpoint 100"), events.of("checkpoint"));
    assertEquals(0, database.checkpoint().pagesWritten());
    assertEquals(1, events.of("checkpoint").size());
  }

  @Test
  void aListenerThatThrowsHarmsNobody() {
    DatabaseListener bad =
        new DatabaseListener() {
          @Override
          public void onCheckpoint(CheckpointResult result) {
            throw new IllegalStateException("thrown by the test's listener");
          }
        };
    Database database = databases.open(databases.sim("a.kv").listener(bad));
    put(database, "a", "1");
    database.checkpoint();
    assertEquals(1, database.stats().checkpointVersion());
  }

  @Test
  void twoDatabasesHaveDifferentGenerations() {
    Database first = databases.open("a.kv");
    Database second = databases.open("b.kv");
    assertNotEquals(first.position().generation(), second.position().generation());
    assertEquals(Role.PRIMARY, first.role());
    assertFalse(first.isRememberedReplica());
    assertEquals(Databases.path("a.kv"), first.path());
  }

  @Test
  void aCheckpointOrCloseWithNothingNewWritesNothing() {
    Database database = databases.open("a.kv");
    putMany(database, 0, 10);
    database.close();
    database = databases.open("a.kv");
    Map<java.nio.file.Path, byte[]> before = databases.disk().files();
    database.checkpoint();
    database.close();
    // The name of the holder is in the lock file only as long as it is held.
    Map<java.nio.file.Path, byte[]> after = databases.disk().files();
    java.nio.file.Path lock = Databases.logFolder(database.path()).resolve("lock");
    before.remove(lock);
    after.remove(lock);
    assertEquals(before.keySet(), after.keySet());
    before.forEach((file, bytes) -> assertArrayEquals(bytes, after.get(file), file.toString()));
  }

  @Test
  void afterACheckpointTheFileIsAsLongAsItsPages() {
    Database database = databases.open("a.kv");
    for (int round = 0; round < 5; round++) {
      putMany(database, round * 100, 300);
      database.deleteRange(KeyRange.prefix(bytes("key0001")));
      database.checkpoint();
      DatabaseStats stats = database.stats();
      assertEquals(stats.pages() * 8192, stats.fileBytes());
    }
  }
}
