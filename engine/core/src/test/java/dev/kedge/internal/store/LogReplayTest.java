package dev.kedge.internal.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.BackupFormatException;
import dev.kedge.Cursor;
import dev.kedge.Database;
import dev.kedge.KeyRange;
import dev.kedge.Outcome;
import dev.kedge.Position;
import dev.kedge.RecoveryTargetException;
import dev.kedge.ReplicaGapException;
import dev.kedge.Restore;
import dev.kedge.Snapshot;
import dev.kedge.StorageException;
import dev.kedge.StorageFullException;
import dev.kedge.WriteBatch;
import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.LocalStorage;
import dev.kedge.internal.io.SimStorage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReplayTest {

  private static final int COMMITS = 300;
  private static final int BACKED_UP = 100;

  @TempDir private Path directory;
  private final Random random = new Random(11);
  private final TreeMap<Long, Map<String, byte[]>> model = new TreeMap<>();
  private final TreeMap<String, byte[]> now = new TreeMap<>();
  private byte[] backup = {};
  private byte[] log = {};
  private Position end = new Position(1, 0);
  private Instant halfway = Instant.MIN;

  @BeforeEach
  void commit() {
    ByteArrayOutputStream image = new ByteArrayOutputStream();
    ByteArrayOutputStream shipped = new ByteArrayOutputStream();
    try (Database database = Database.open(directory.resolve("app.kv"))) {
      for (int i = 1; i <= COMMITS; i++) {
        database.write(change());
        model.put(database.position().version(), new TreeMap<>(now));
        if (i == BACKED_UP) {
          database.backup(image);
        }
        if (i == (BACKED_UP + COMMITS) / 2) {
          halfway = database.view(Snapshot::commitTime);
        }
      }
      database.shipWal(shipped, BACKED_UP / 2);
      end = database.position();
    }
    backup = image.toByteArray();
    log = shipped.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private WriteBatch change() {
    WriteBatch batch = new WriteBatch();
    for (int i = random.nextInt(20); i >= 0; i--) {
      String key = "key" + random.nextInt(2000);
      int kind = random.nextInt(30);
      if (kind == 0) {
        String to = key + random.nextInt(10);
        batch.deleteRange(KeyRange.between(bytes(key), bytes(to)));
        now.subMap(key, to).clear();
      } else if (kind < 6) {
        batch.delete(bytes(key));
        now.remove(key);
      } else {
        byte[] value = new byte[random.nextInt(kind == 7 ? 20_000 : 200)];
        random.nextBytes(value);
        batch.put(bytes(key), value);
        now.put(key, value);
      }
    }
    return batch;
  }

  private Path restored(String name) {
    Path file = directory.resolve(name);
    Restore.restore(file, new ByteArrayInputStream(backup));
    return file;
  }

  private Path replayed(long batchBytes, long version, Instant instant) {
    Path file = restored(batchBytes + "-" + version + ".kv");
    try (LogReplay replay = LogReplay.open(LocalStorage.INSTANCE, file, file, batchBytes)) {
      replay.apply(new ByteArrayInputStream(log), version, instant);
      replay.complete();
    }
    return file;
  }

  private void assertHas(Path file, long version) {
    try (Database database = Database.builder(file).readOnly(true).open()) {
      assertEquals(new Position(end.generation(), version), database.position());
      assertEquals(List.of(), database.check().problems());
      Map<String, byte[]> expected = model.get(version);
      try (Snapshot snapshot = database.snapshot();
          Cursor cursor = snapshot.cursor(KeyRange.all())) {
        int found = 0;
        while (cursor.next()) {
          assertArrayEquals(
              expected.get(new String(cursor.key(), StandardCharsets.UTF_8)), cursor.value());
          found++;
        }
        assertEquals(expected.size(), found);
        assertEquals(found, snapshot.entries());
      }
    }
  }

  @Test
  void anyVersionIsReachedWhateverFitsIntoMemory() {
    for (long batchBytes : new long[] {0, 5_000, 100_000, 1 << 30}) {
      for (long version : new long[] {BACKED_UP, BACKED_UP + 1, 177, COMMITS - 1, COMMITS}) {
        assertHas(replayed(batchBytes, version, Instant.MAX), version);
      }
    }
  }

  @Test
  void afterAFailureWithinTheLogThereIsNoDatabaseToComplete() {
    Path file = restored("broken.kv");
    FaultStorage storage =
        new FaultStorage(
            LocalStorage.INSTANCE,
            (op, path) -> {
              if (op == FaultStorage.Op.WRITE && path.toString().contains(".replay-")) {
                throw new StorageException(path, "failed", null);
              }
            });
    try (LogReplay replay = LogReplay.open(storage, file, file, 500)) {
      assertThrows(
          StorageException.class,
          () -> replay.apply(new ByteArrayInputStream(log), COMMITS, Instant.MAX));
      assertThrows(IllegalStateException.class, replay::complete);
    }
  }

  @Test
  void aDeviceWithLittleRoomIsNotFilledWithScratch() {
    SimStorage disk = new SimStorage();
    Path target = SimStorage.ROOT.resolve("app.kv");
    disk.putFile(target, bytesOf(restored("small.kv")));
    disk.limitCapacity(disk.usedBytes() + (2 << 20));
    try (LogReplay replay = LogReplay.open(disk, target, target, 100_000)) {
      replay.apply(new ByteArrayInputStream(log), COMMITS, Instant.MAX);
      replay.complete();
    }
    Path copy = directory.resolve("room.kv");
    write(copy, disk.readFile(target));
    assertHas(copy, COMMITS);
  }

  private static byte[] bytesOf(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void withoutRoomForScratchItTakesLonger() {
    Path file = restored("full.kv");
    AtomicInteger refused = new AtomicInteger();
    FaultStorage storage =
        new FaultStorage(
            LocalStorage.INSTANCE,
            (op, path) -> {
              if (op == FaultStorage.Op.WRITE && path.toString().contains(".replay-")) {
                if (refused.getAndIncrement() % 3 > 0) {
                  throw new StorageFullException(path, Outcome.NOT_COMMITTED, null);
                }
              }
            });
    try (LogReplay replay = LogReplay.open(storage, file, file, 500)) {
      replay.apply(new ByteArrayInputStream(log), COMMITS, Instant.MAX);
      replay.complete();
    }
    assertTrue(refused.get() > 10, refused + " writes");
    assertHas(file, COMMITS);
  }

  @Test
  void anInstantIsReached() {
    assertHas(replayed(10_000, Long.MAX_VALUE, halfway), (BACKED_UP + COMMITS) / 2);
  }

  @Test
  void whatIsReplayedIsADatabaseThatGoesOn() {
    Path file = replayed(10_000, COMMITS, Instant.MAX);
    try (Database database = Database.open(file)) {
      database.put(new byte[] {1}, new byte[] {2});
      assertEquals(COMMITS + 1, database.position().version());
      database.checkpoint();
      assertEquals(List.of(), database.check().problems());
    }
  }

  @Test
  void aReplayOfNothingLeavesTheFileAsItIs() throws IOException {
    Path file = restored("as-it-is.kv");
    byte[] before = Files.readAllBytes(file);
    try (LogReplay replay = LogReplay.open(LocalStorage.INSTANCE, file, file, 1000)) {
      replay.apply(new ByteArrayInputStream(log), BACKED_UP, Instant.MAX);
      replay.complete();
    }
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void logThatEndsEarlyBeginsLateOrIsDamagedIsRefusedAndNothingIsLeft() throws IOException {
    refused(RecoveryTargetException.class, log, COMMITS + 1);
    refused(RecoveryTargetException.class, log, BACKED_UP - 1);
    byte[] damaged = log.clone();
    damaged[log.length / 2] ^= 1;
    refused(BackupFormatException.class, damaged, COMMITS);
    refused(BackupFormatException.class, Arrays.copyOf(log, log.length - 1), Long.MAX_VALUE);
    ByteArrayOutputStream late = new ByteArrayOutputStream();
    try (Database database = Database.open(directory.resolve("app.kv"))) {
      database.shipWal(late, BACKED_UP + 1);
    }
    refused(ReplicaGapException.class, late.toByteArray(), COMMITS);
  }

  private void refused(Class<? extends Exception> error, byte[] shipped, long version)
      throws IOException {
    Path target = directory.resolve("target.kv");
    assertThrows(
        error,
        () ->
            Restore.restore(
                target,
                new ByteArrayInputStream(backup),
                replay -> replay.apply(new ByteArrayInputStream(shipped), version, Instant.MAX),
                (done, total) -> {}));
    try (var files = Files.list(directory)) {
      assertEquals(List.of(), files.filter(file -> file.toString().contains("target")).toList());
    }
  }

  @Test
  void aRestoreAndItsReplayArePublishedTogether() {
    Path target = directory.resolve("target.kv");
    Restore.restore(
        target,
        new ByteArrayInputStream(backup),
        replay -> {
          assertEquals(BACKED_UP, replay.position().version());
          Position half = replay.apply(new ByteArrayInputStream(log), 200, Instant.MAX);
          assertEquals(200, half.version());
          assertEquals(false, Files.exists(target));
          assertEquals(end, replay.apply(new ByteArrayInputStream(log), COMMITS, Instant.MAX));
        },
        (done, total) -> {});
    assertHas(target, COMMITS);
  }
}
