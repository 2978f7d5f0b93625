package dev.kedge;

import static dev.kedge.Databases.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The largest and the oddest that the limits allow. */
class GrowthTest {

  private static final int VALUE_BYTES = 1000;

  @TempDir private Path directory;

  private DatabaseBuilder builder() {
    return Database.builder(directory.resolve("app.kv"));
  }

  @Test
  void keysAtTheLimitOfEachPageSizeAreFoundAndLongerOnesRefused() {
    for (int pageSize = 4096; pageSize <= 65536; pageSize *= 2) {
      int longest = pageSize / 4 - 64;
      DatabaseBuilder builder =
          Database.builder(directory.resolve("keys" + pageSize))
              .pageSize(pageSize)
              .maxKeyBytes(longest);
      try (Database database = builder.open()) {
        WriteBatch batch = new WriteBatch();
        for (int i = 0; i < 100; i++) {
          batch.put(key(longest, i), key(longest, i));
        }
        database.write(batch);
        assertThrows(
            LimitExceededException.class, () -> database.put(key(longest + 1, 0), new byte[0]));
        Databases.checkOk(database);
      }
      try (Database database = builder.open()) {
        for (int i = 0; i < 100; i++) {
          assertArrayEquals(key(longest, i), database.get(key(longest, i)));
        }
      }
    }
  }

  private static byte[] key(int length, int number) {
    byte[] key = new byte[length];
    ByteBuffer.wrap(key).putInt(length - 4, number);
    return key;
  }

  @Test
  void aDatabaseOfOnlyDeletesStaysSmall() {
    try (Database database = builder().open()) {
      for (int round = 0; round < 5; round++) {
        WriteBatch batch = new WriteBatch();
        for (int i = 0; i < 2000; i++) {
          batch.delete(bytes("never there " + i));
        }
        database.write(batch.deleteRange(KeyRange.all()));
        database.checkpoint();
      }
      assertEquals(0, database.stats().entries());
      assertTrue(database.stats().fileBytes() < 1 << 20, "" + database.stats());
      Databases.checkOk(database);
    }
  }

  @Test
  void aForgottenSnapshotAndAForgottenCursorKeepTheirOwnStatesAndNoMore() {
    long usual;
    try (Database database = builder().open()) {
      usual = bytesAfterUpdates(database, 0, 400);
    }
    try (Database database = Database.open(directory.resolve("read.kv"))) {
      bytesAfterUpdates(database, 0, 41);
      Snapshot snapshot = database.snapshot();
      long live = liveBytes(database);
      long digest = Databases.digest(snapshot);
      long before = bytesAfterUpdates(database, 41, 203);
      assertTrue(before <= usual + live, before + " of " + usual + " and " + live);
      // What it reads has changed nearly everywhere since the last checkpoint, so that it keeps
      // what the nodes in memory came from too.
      Cursor cursor = database.cursor(KeyRange.all());
      assertTrue(cursor.next());
      long after = bytesAfterUpdates(database, 203, 803);
      assertTrue(after <= usual + 3 * live, after + " of " + usual + " and thrice " + live);
      assertEquals(digest, Databases.digest(snapshot));
      cursor.close();
      snapshot.close();
      Databases.checkOk(database);
    }
  }

  /** Makes batches of random updates to the same keys, with a checkpoint after each fourth. */
  private static long bytesAfterUpdates(Database database, int from, int to) {
    Random random = new Random(from);
    for (int i = from; i < to; i++) {
      WriteBatch batch = new WriteBatch();
      for (int n = 0; n < (i == 0 ? 4000 : 400); n++) {
        byte[] value = new byte[random.nextInt(200) == 0 ? 20_000 : 400];
        random.nextBytes(value);
        batch.put(key(8, i == 0 ? n : random.nextInt(4000)), value);
      }
      database.write(batch);
      if (i % 4 == 0) {
        database.checkpoint();
      }
    }
    return database.stats().fileBytes();
  }

  private static long liveBytes(Database database) {
    DatabaseStats stats = database.stats();
    return (stats.pages() - stats.freePages()) * stats.pageSize();
  }

  @Test
  @Tag("campaign")
  void aMillionEntriesInOneTransactionAreThereOrRefused() {
    try (Database database = builder().open()) {
      database.update(
          tx -> {
            for (int i = 0; i < 1_000_000; i++) {
              tx.put(bytes("key%07d".formatted(i)), bytes("value" + i));
            }
          });
      assertEquals(1_000_000, database.stats().entries());
      Databases.checkOk(database);
    }
    try (Database small =
        Database.builder(directory.resolve("small.kv")).maxTransactionBytes(1 << 20).open()) {
      assertThrows(
          LimitExceededException.class,
          () ->
              small.update(
                  tx -> {
                    for (int i = 0; i < 1_000_000; i++) {
                      tx.put(bytes("key" + i), bytes("value" + i));
                    }
                  }));
      assertEquals(0, small.stats().entries());
      Databases.put(small, "works", "on");
    }
  }

  @Test
  @Tag("campaign")
  void aValueOfAHundredMegabytesIsReadBackEverywhere() {
    byte[] value = new byte[100 << 20];
    new Random(5).nextBytes(value);
    Path backup = directory.resolve("backup");
    try (Database database = builder().maxValueBytes(128 << 20).open()) {
      database.put(bytes("large"), value);
      assertArrayEquals(value, database.get(bytes("large")));
      database.backup(backup, BackupOptions.COMPRESSED);
    }
    try (Database database = builder().maxValueBytes(128 << 20).open()) {
      assertArrayEquals(value, database.get(bytes("large")));
    }
    Restore.restore(directory.resolve("copy.kv"), backup);
    try (Database copy = Database.open(directory.resolve("copy.kv"))) {
      assertArrayEquals(value, copy.get(bytes("large")));
    }
  }

  /** 10 GiB unless {@code kedge.growth.gigabytes} says otherwise; needs room for three of them. */
  @Test
  @Tag("campaign")
  void aLargeDatabaseIsLoadedCheckedBackedUpAndRestored() throws IOException {
    long gigabytes = Long.getLong("kedge.growth.gigabytes", 10);
    long entries = (gigabytes << 30) / VALUE_BYTES;
    Path backup = directory.resolve("backup");
    Path copy = directory.resolve("copy.kv");
    try (Database database = builder().open()) {
      Iterator<Entry> sorted = LongStream.range(0, entries).mapToObj(GrowthTest::entry).iterator();
      database.bulkLoad(sorted);
      assertEquals(entries, database.check().entries());
      database.backup(backup);
    }
    Restore.restore(copy, backup);
    Files.delete(backup);
    try (Database restored = Database.builder(copy).readOnly(true).open()) {
      assertEquals(entries, restored.stats().entries());
      Random random = new Random(9);
      for (int i = 0; i < 10_000; i++) {
        Entry entry = entry((long) (random.nextDouble() * entries));
        assertArrayEquals(entry.value(), restored.get(entry.key()));
      }
      System.out.println(entries + " entries, " + restored.stats().fileBytes() + " bytes");
    }
  }

  private static Entry entry(long number) {
    byte[] value = new byte[VALUE_BYTES];
    new Random(number).nextBytes(value);
    return new Entry(ByteBuffer.allocate(Long.BYTES).putLong(number).array(), value);
  }
}
