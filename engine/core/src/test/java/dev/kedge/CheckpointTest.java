package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.SimStorage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CheckpointTest {

  private static final Path FILE = SimStorage.ROOT.resolve("app.kv");
  private static final int KEYS = 400;

  private final SimStorage disk = new SimStorage();
  private final FaultStorage storage = new FaultStorage(disk);
  private final Map<String, byte[]> model = new TreeMap<>();

  private Database open() {
    return Database.builder(FILE)
        .pageSize(4096)
        .storage(storage)
        .background(false)
        .durability(Durability.OFF)
        .dirtyBytes(64 << 20)
        .open();
  }

  private void put(Database database, Random random) {
    String key = "key" + random.nextInt(KEYS);
    byte[] value = new byte[random.nextInt(300)];
    random.nextBytes(value);
    database.put(key.getBytes(StandardCharsets.UTF_8), value);
    model.put(key, value);
  }

  private void compare(Database database) {
    model.forEach(
        (key, value) ->
            assertArrayEquals(value, database.get(key.getBytes(StandardCharsets.UTF_8)), key));
    assertEquals(model.size(), database.stats().entries());
    assertEquals(List.of(), database.check().problems());
  }

  /** Commits whenever the page file is written: as other threads do, only always at that moment. */
  private void commitDuringCheckpoints(Database database, Random random) {
    boolean[] busy = {false};
    storage.inject(
        (op, path) -> {
          if (op == FaultStorage.Op.WRITE && path.equals(FILE) && !busy[0]) {
            busy[0] = true;
            for (int i = 0; i < 40; i++) {
              put(database, random);
            }
            busy[0] = false;
          }
        });
  }

  @Test
  void leavesChangedWhileACheckpointWritesThemKeepTheirContent() {
    long seed = 20261121;
    Random random = new Random(seed);
    try (Database database = open()) {
      for (int round = 0; round < 60; round++) {
        storage.heal();
        for (int i = 0; i < 20; i++) {
          put(database, random);
        }
        commitDuringCheckpoints(database, random);
        database.checkpoint();
        compare(database);
      }
      storage.heal();
    }
    try (Database database = open()) {
      compare(database);
    }
  }

  @Test
  void nothingNewWritesNothing() {
    try (Database database = open()) {
      put(database, new Random(1));
    }
    Map<Path, byte[]> before = disk.files();
    try (Database database = open()) {
      assertFalse(database.checkpoint().pagesWritten() > 0);
    }
    Map<Path, byte[]> after = disk.files();
    assertEquals(before.keySet(), after.keySet());
    before.forEach((path, content) -> assertArrayEquals(content, after.get(path), path.toString()));
  }

  @Test
  void theFileIsAsLongAsItsPagesAfterACheckpoint() {
    Random random = new Random(2);
    try (Database database = open()) {
      for (int round = 0; round < 20; round++) {
        put(database, random);
        database.checkpoint();
        DatabaseStats stats = database.stats();
        assertEquals(stats.pages() * 4096, stats.fileBytes());
      }
    }
  }

  @Test
  void theFreeTailIsCutWhenTheDatabaseIsOpened() {
    Random random = new Random(3);
    long full;
    try (Database database = open()) {
      for (int i = 0; i < 2000; i++) {
        put(database, random);
      }
      database.checkpoint();
      database.deleteRange(KeyRange.all());
      model.clear();
      for (int i = 0; i < 4; i++) {
        put(database, random);
        database.checkpoint();
      }
      full = database.stats().fileBytes();
    }
    try (Database database = open()) {
      assertTrue(
          database.stats().fileBytes() < full / 2, database.stats().fileBytes() + " of " + full);
      compare(database);
    }
  }
}
