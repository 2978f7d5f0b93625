package dev.kedge.internal.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Outcome;
import dev.kedge.StorageFullException;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.Storage.StorageLock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SimStorageTest {

  private static final int SECTOR = SimSurvival.SECTOR_BYTES;
  private static final int SEEDS = 300;
  private static final Path FILE = SimStorage.ROOT.resolve("file");
  private static final Path OTHER = SimStorage.ROOT.resolve("other");

  private final SimStorage storage = new SimStorage();

  @Test
  void whatWasForcedAndSyncedSurvivesEveryCut() {
    byte[] content = filled(10_000, 1);
    durable(FILE, content);
    assertTrue(storage.isDurable(FILE));
    for (int seed = 0; seed < SEEDS; seed++) {
      assertArrayEquals(content, storage.crash(new Random(seed)).readFile(FILE));
    }
  }

  @Test
  void anUnforcedWriteIsKeptLostOrTornBySectors() {
    byte[] before = filled(8 * SECTOR, 1);
    durable(FILE, before);
    write(FILE, SECTOR / 2, filled(6 * SECTOR, 2));
    assertFalse(storage.isDurable(FILE));

    Set<String> fates = new TreeSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      byte[] after = storage.crash(new Random(seed)).readFile(FILE);
      assertEquals(before.length, after.length);
      assertUnchanged(after, 0, SECTOR / 2);
      assertUnchanged(after, 6 * SECTOR + SECTOR / 2, after.length);
      int kept = 0;
      for (int sector = 0; sector < 7; sector++) {
        int from = Math.max(SECTOR / 2, sector * SECTOR);
        int to = Math.min(6 * SECTOR + SECTOR / 2, (sector + 1) * SECTOR);
        for (int i = from; i < to; i++) {
          assertEquals(after[from], after[i], "a sector is torn, seed " + seed);
        }
        kept += after[from] == 2 ? 1 : 0;
      }
      fates.add(kept == 0 ? "lost" : kept == 7 ? "kept" : "torn");
    }
    assertEquals(Set.of("kept", "lost", "torn"), fates);
  }

  @Test
  void aLaterWriteMaySurviveAnEarlierOne() {
    durable(FILE, filled(2 * SECTOR, 1));
    write(FILE, 0, filled(SECTOR, 2));
    write(FILE, SECTOR, filled(SECTOR, 3));

    assertEquals(
        Set.of("11", "13", "21", "23"),
        outcomes(
            disk -> {
              byte[] after = disk.readFile(FILE);
              return after[0] + "" + after[SECTOR];
            }));
  }

  @Test
  void aForceMakesAllWritesBeforeItDurable() {
    durable(FILE, filled(2 * SECTOR, 1));
    write(FILE, 0, filled(SECTOR, 2));
    try (StorageFile file = storage.open(FILE, OpenMode.WRITE)) {
      file.force();
    }
    write(FILE, 0, filled(SECTOR, 3));

    assertEquals(Set.of("2", "3"), outcomes(disk -> "" + disk.readFile(FILE)[0]));
  }

  @Test
  void lengthAndBytesOfAnAppendAreKeptOrLostEachOnItsOwn() {
    durable(FILE, filled(SECTOR, 1));
    write(FILE, SECTOR, filled(SECTOR, 2));

    assertEquals(
        Set.of("512", "1024 with 0", "1024 with 2"),
        outcomes(
            disk -> {
              byte[] after = disk.readFile(FILE);
              assertUnchanged(after, 0, SECTOR);
              return after.length + (after.length > SECTOR ? " with " + after[SECTOR] : "");
            }));
  }

  @Test
  void anUnforcedCutMayBeUndone() {
    durable(FILE, filled(3 * SECTOR, 1));
    try (StorageFile file = storage.open(FILE, OpenMode.WRITE)) {
      file.truncate(SECTOR);
      file.write(2 * SECTOR, filled(SECTOR, 2), 0, SECTOR);
    }

    Set<String> outcomes =
        outcomes(
            disk -> {
              byte[] after = disk.readFile(FILE);
              assertUnchanged(after, 0, SECTOR);
              return after.length == SECTOR ? "cut" : "" + after[SECTOR] + after[after.length - 1];
            });
    assertEquals(Set.of("cut", "00", "02", "11", "12"), outcomes);
  }

  @Test
  void anUnsyncedNameMayVanishThoughItsContentWasForced() {
    byte[] content = filled(1000, 1);
    try (StorageFile file = storage.open(FILE, OpenMode.CREATE)) {
      file.write(0, content, 0, content.length);
      file.force();
    }
    assertFalse(storage.isDurable(FILE));

    assertEquals(
        Set.of("gone", "whole"),
        outcomes(
            disk -> {
              if (!disk.exists(FILE)) {
                return "gone";
              }
              return Arrays.equals(content, disk.readFile(FILE)) ? "whole" : "damaged";
            }));
  }

  @Test
  void aSyncedNameStaysThoughItsContentWasNotForced() {
    storage.open(FILE, OpenMode.CREATE).close();
    write(FILE, 0, filled(SECTOR, 1));
    storage.syncDirectory(SimStorage.ROOT);

    assertEquals(Set.of("0", "512"), outcomes(disk -> String.valueOf(disk.readFile(FILE).length)));
  }

  @Test
  void aRenameHappensAsAWholeOrNot() {
    durable(FILE, filled(1, 1));
    durable(OTHER, filled(1, 2));
    storage.rename(FILE, OTHER);

    assertEquals(Set.of("file=1 other=2", "other=1"), outcomes(SimStorageTest::contents));
    storage.syncDirectory(SimStorage.ROOT);
    assertEquals(Set.of("other=1"), outcomes(SimStorageTest::contents));
  }

  @Test
  void aFileRenamedTwiceHasOneNameAfterACut() {
    durable(FILE, filled(1, 1));
    storage.rename(FILE, OTHER);
    storage.rename(OTHER, SimStorage.ROOT.resolve("third"));

    assertEquals(Set.of("file=1", "other=1", "third=1"), outcomes(SimStorageTest::contents));
  }

  @Test
  void publishingMayLeaveBothNamesButNeverLosesAFile() {
    durable(FILE, filled(1, 1));
    storage.publish(FILE, OTHER);

    Set<String> outcomes = outcomes(SimStorageTest::contents);
    assertTrue(outcomes.containsAll(Set.of("file=1", "file=1 other=1", "other=1")));
    storage.syncDirectory(SimStorage.ROOT);
    assertEquals(Set.of("other=1"), outcomes(SimStorageTest::contents));
  }

  @Test
  void bothNamesOfAFileLeadToOneContent() {
    durable(FILE, filled(1, 1));
    storage.publish(FILE, OTHER);
    for (int seed = 0; seed < SEEDS; seed++) {
      SimStorage disk = storage.crash(new Random(seed));
      if (disk.exists(FILE) && disk.exists(OTHER)) {
        write(disk, FILE, 0, filled(1, 7));
        assertEquals(7, disk.readFile(OTHER)[0]);
        return;
      }
    }
    throw new AssertionError("no cut left both names");
  }

  @Test
  void aDeletedFileMayComeBackUntilItsDirectoryIsSynced() {
    durable(FILE, filled(1, 1));
    storage.delete(FILE);
    assertEquals(Set.of("", "file=1"), outcomes(SimStorageTest::contents));

    storage.syncDirectory(SimStorage.ROOT);
    assertEquals(Set.of(""), outcomes(SimStorageTest::contents));
  }

  @Test
  void anUnsyncedDirectoryTakesItsFilesAlong() {
    Path directory = SimStorage.ROOT.resolve("directory");
    storage.createDirectory(directory);
    Path file = directory.resolve("file");
    durable(file, filled(1, 1));
    assertFalse(storage.isDurable(file));
    assertEquals(Set.of("false", "true"), outcomes(disk -> "" + disk.exists(file)));

    storage.syncDirectory(SimStorage.ROOT);
    assertTrue(storage.isDurable(file));
    assertEquals(Set.of("true"), outcomes(disk -> "" + disk.exists(file)));
  }

  @Test
  void aKillKeepsEverythingAndMakesNothingDurable() {
    durable(FILE, filled(SECTOR, 1));
    write(FILE, 0, filled(SECTOR, 2));
    storage.open(OTHER, OpenMode.CREATE);
    storage.lock(SimStorage.ROOT.resolve("lock"));

    SimStorage killed = storage.kill();
    assertEquals(2, killed.readFile(FILE)[0]);
    assertTrue(killed.exists(OTHER));
    assertEquals(List.of(), killed.openFiles());
    killed.lock(SimStorage.ROOT.resolve("lock")).close();
    assertFalse(killed.isDurable(FILE));

    SimStorage killedTwice = killed.kill();
    killedTwice.syncDirectory(SimStorage.ROOT);
    assertTrue(killedTwice.isDurable(OTHER));
    assertFalse(killed.isDurable(OTHER));
    Set<Integer> first = new TreeSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      first.add((int) killed.crash(new Random(seed)).readFile(FILE)[0]);
    }
    assertEquals(Set.of(1, 2), first);
  }

  @Test
  void disksAfterACutAreIndependent() {
    durable(FILE, filled(100_000, 1));
    ByteBuffer map;
    try (StorageFile file = storage.open(FILE, OpenMode.READ)) {
      map = file.map(0, 100_000);
    }
    SimStorage first = storage.crash(new Random(1));
    SimStorage second = storage.crash(new Random(1));
    write(first, FILE, 50_000, filled(10, 2));
    write(storage, FILE, 50_005, filled(10, 3));

    assertEquals(1, second.readFile(FILE)[50_000]);
    assertEquals(1, second.readFile(FILE)[50_005]);
    assertEquals(2, first.readFile(FILE)[50_005]);
    assertEquals(1, storage.readFile(FILE)[50_000]);
    assertEquals(1, map.get(50_000));
    assertEquals(3, map.get(50_005));
  }

  @Test
  void aCutEndsAllLocksAndHandlesOfTheDiskButNotOfTheOriginal() {
    StorageFile file = storage.open(FILE, OpenMode.CREATE);
    StorageLock lock = storage.lock(OTHER);
    SimStorage disk = storage.crash(new Random(1));

    assertEquals(List.of(), disk.openFiles());
    assertEquals(List.of(), disk.heldLocks());
    assertEquals(List.of(FILE), storage.openFiles());
    assertEquals(List.of(OTHER), storage.heldLocks());
    file.close();
    lock.close();
    assertEquals(List.of(), storage.openFiles());
    assertEquals(List.of(), storage.heldLocks());
  }

  @Test
  void oneSeedGivesOneDisk() {
    Random random = new Random(5);
    for (int i = 0; i < 20; i++) {
      Path path = SimStorage.ROOT.resolve("file" + i % 7);
      if (!storage.exists(path)) {
        storage.open(path, OpenMode.CREATE).close();
      }
      write(path, random.nextInt(5000), filled(random.nextInt(5000), i));
    }
    for (int seed = 0; seed < 50; seed++) {
      Map<Path, byte[]> first = storage.crash(new Random(seed)).files();
      Map<Path, byte[]> second = storage.kill().crash(new Random(seed)).files();
      assertEquals(first.keySet(), second.keySet());
      first.forEach((path, bytes) -> assertArrayEquals(bytes, second.get(path)));
    }
  }

  @Test
  void lostWritesAreReadButNeverBecomeDurable() {
    durable(FILE, filled(2 * SECTOR, 1));
    write(FILE, 0, filled(SECTOR, 2));
    storage.loseUnforced(FILE);
    write(FILE, SECTOR, filled(SECTOR, 3));
    try (StorageFile file = storage.open(FILE, OpenMode.WRITE)) {
      file.force();
    }
    assertEquals(2, storage.readFile(FILE)[0]);
    byte[] after = storage.crash(new Random(1)).readFile(FILE);
    assertEquals(1, after[0]);
    assertEquals(3, after[SECTOR]);
  }

  @Test
  void aFaultOfTheDiskIsDurableAndShowsInMaps() {
    durable(FILE, filled(100, 1));
    try (StorageFile file = storage.open(FILE, OpenMode.READ)) {
      ByteBuffer map = file.map(0, 100);
      storage.flipBit(FILE, 50, 7);
      assertEquals((byte) 0x81, map.get(50));
    }
    assertEquals((byte) 0x81, storage.crash(new Random(1)).readFile(FILE)[50]);
    assertThrows(IllegalArgumentException.class, () -> storage.flipBit(FILE, 100, 0));
  }

  @Test
  void aFileIsNotCutUnderAMap() {
    durable(FILE, filled(100, 1));
    try (StorageFile writer = storage.open(FILE, OpenMode.WRITE)) {
      try (StorageFile reader = storage.open(FILE, OpenMode.READ)) {
        assertEquals(50, reader.map(0, 50).limit());
        writer.truncate(50);
        assertThrows(IllegalStateException.class, () -> writer.truncate(49));
      }
      writer.truncate(49);
    }
  }

  @Test
  void aFullDeviceTakesWhatFitsAndNoMore() {
    durable(FILE, filled(100, 1));
    storage.limitCapacity(150);
    try (StorageFile file = storage.open(FILE, OpenMode.WRITE)) {
      file.write(0, filled(100, 2), 0, 100);
      StorageFullException e =
          assertThrows(StorageFullException.class, () -> file.write(90, filled(100, 3), 0, 100));
      assertEquals(Outcome.NOT_COMMITTED, e.outcome());
      assertEquals(150, file.size());
      assertEquals(3, storage.readFile(FILE)[149]);
      assertThrows(StorageFullException.class, () -> file.write(1000, filled(1, 3), 0, 1));
      assertEquals(150, file.size());
      assertEquals(150, storage.usedBytes());

      file.truncate(100);
      file.write(100, filled(50, 4), 0, 50);
    }
  }

  @Test
  void aFilePutThereIsDurable() {
    Path file = SimStorage.ROOT.resolve("a/b/file");
    storage.putFile(file, filled(10, 1));
    assertTrue(storage.isDurable(file));
    assertArrayEquals(filled(10, 1), storage.crash(new Random(3)).readFile(file));
    assertEquals(Set.of(file), storage.files().keySet());
  }

  private Set<String> outcomes(Function<SimStorage, String> outcome) {
    Set<String> outcomes = new TreeSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      outcomes.add(outcome.apply(storage.crash(new Random(seed))));
    }
    return outcomes;
  }

  /** Names and first bytes of all files. */
  private static String contents(SimStorage disk) {
    StringBuilder text = new StringBuilder();
    disk.files()
        .forEach(
            (path, bytes) ->
                text.append(path.getFileName()).append('=').append(bytes[0]).append(' '));
    return text.toString().strip();
  }

  private void durable(Path path, byte[] content) {
    try (StorageFile file = storage.open(path, OpenMode.CREATE)) {
      file.write(0, content, 0, content.length);
      file.force();
    }
    storage.syncDirectory(Objects.requireNonNull(path.getParent()));
  }

  private void write(Path path, long position, byte[] bytes) {
    write(storage, path, position, bytes);
  }

  private static void write(SimStorage disk, Path path, long position, byte[] bytes) {
    try (StorageFile file = disk.open(path, OpenMode.WRITE)) {
      file.write(position, bytes, 0, bytes.length);
    }
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static void assertUnchanged(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      assertEquals(1, bytes[i]);
    }
  }
}
