package dev.kedge.internal.store;

import static dev.kedge.internal.store.BackupFixture.PAGE;
import static dev.kedge.internal.store.BackupFixture.PIECE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.KedgeException;
import dev.kedge.ProgressListener;
import dev.kedge.StorageException;
import dev.kedge.StorageFullException;
import dev.kedge.TargetExistsException;
import dev.kedge.internal.io.Fault;
import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.FaultStorage.Op;
import dev.kedge.internal.io.SimStorage;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.store.BackupTarget.Kind;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Restores and backups to files, whatever the storage does. */
class BackupTargetTest {

  private static final Path TARGET = SimStorage.ROOT.resolve("app.kv");

  private final byte[] image = BackupFixture.image(5 * PIECE / PAGE, 1);
  private final byte[] backup = BackupFixture.backup(image, false);
  private final SimStorage disk = new SimStorage();

  @AfterEach
  void nothingIsOpen() {
    assertEquals(List.of(), BackupFixture.threads());
    assertEquals(List.of(), disk.openFiles());
    assertEquals(List.of(), disk.heldLocks());
  }

  private void restore(Storage storage) {
    new BackupRestore(storage)
        .restore(TARGET, new ByteArrayInputStream(backup), ProgressListener.NONE);
  }

  /** As a restore does it, but forcing after each piece. */
  private void restoreWithManyForces(Storage storage) {
    try (BackupTarget target =
        BackupTarget.create(storage, TARGET, Kind.DATABASE, new ForcePace(PIECE, PIECE, PIECE))) {
      BackupFixture.read(new ByteArrayInputStream(backup), target::write);
      target.publish();
    }
  }

  @Test
  void aRestoredFileIsDurable() {
    restore(disk);
    assertTrue(disk.isDurable(TARGET));
    assertArrayEquals(image, disk.readFile(TARGET));
    assertEquals(1, disk.files().size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBackupFileIsDurable(boolean compressed) {
    backUp(disk, compressed);
    assertTrue(disk.isDurable(TARGET));
    assertArrayEquals(BackupFixture.backup(image, compressed), disk.readFile(TARGET));
    assertEquals(1, disk.files().size());
    assertThrows(TargetExistsException.class, () -> backUp(disk, compressed));
  }

  private void backUp(Storage storage, boolean compressed) {
    BackupWriter.write(
        BackupFixture.header(image),
        BackupFixture.pageImage(image),
        storage,
        TARGET,
        compressed,
        ProgressListener.NONE);
  }

  @Test
  void aLargeFileIsForcedAsItGrows() {
    FaultStorage storage = new FaultStorage(disk);
    restoreWithManyForces(storage);
    assertEquals(6, storage.calls(Op.FORCE));
    assertArrayEquals(image, disk.readFile(TARGET));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRestoreThatFailsAnywhereLeavesNothingInTheWayOfTheNext(boolean afterwards) {
    int failures = 0;
    for (int n = 1; ; n++) {
      Fault fault = Fault.failNth(n);
      if (afterwards) {
        fault.afterwards();
      }
      FaultStorage storage = new FaultStorage(disk, fault);
      failures += failsCleanly(storage) ? 1 : 0;
      storage.heal();
      disk.delete(TARGET);
      if (!fault.fired()) {
        break;
      }
    }
    assertTrue(failures > 12, "failures " + failures);
  }

  private boolean failsCleanly(FaultStorage storage) {
    boolean failed = false;
    try {
      restoreWithManyForces(storage);
    } catch (StorageException e) {
      failed = true;
      assertFalse(disk.exists(TARGET));
    }
    nothingIsOpen();
    storage.heal();
    if (failed) {
      restore(storage);
    }
    assertTrue(disk.isDurable(TARGET));
    assertArrayEquals(image, disk.readFile(TARGET));
    assertEquals(List.of(), temporaries());
    return failed;
  }

  private List<Path> temporaries() {
    return disk.files().keySet().stream().filter(path -> path.toString().endsWith("tmp")).toList();
  }

  @Test
  void aStorageThatFailsForGoodIsReportedByTheFirstFailure() {
    for (Op op : List.of(Op.WRITE, Op.FORCE, Op.PUBLISH, Op.SYNC_DIRECTORY)) {
      Fault fault = Fault.failNth(1, op, Op.DELETE).lasting();
      FaultStorage storage = new FaultStorage(disk, fault);
      StorageException e = assertThrows(StorageException.class, () -> restore(storage));
      assertTrue(e.getMessage().contains("injected fault at " + op), e.getMessage());
      nothingIsOpen();
      disk.delete(TARGET);
    }
    restore(disk);
    assertEquals(List.of(), temporaries());
  }

  @Test
  void aFullDiskIsToldAndNothingStays() {
    disk.limitCapacity(image.length - 1);
    assertThrows(StorageFullException.class, () -> restore(disk));
    assertThrows(StorageFullException.class, () -> backUp(disk, false));
    assertEquals(0, disk.files().size());
    disk.limitCapacity(Long.MAX_VALUE);
    restore(disk);
  }

  @Test
  void damageInTheStreamLeavesNothing() {
    backup[backup.length - 1]++;
    assertThrows(KedgeException.class, () -> restore(disk));
    assertEquals(0, disk.files().size());
  }

  @Test
  void aPowerCutLeavesTheWholeFileOrNone() {
    long seed = System.nanoTime();
    System.out.println("BackupTargetTest seed " + seed);
    Random random = new Random(seed);
    List<SimStorage> crashed = new ArrayList<>();
    for (boolean killed : new boolean[] {false, true}) {
      SimStorage fresh = new SimStorage();
      restoreWithManyForces(
          new FaultStorage(
              fresh,
              (op, path) -> {
                synchronized (crashed) {
                  crashed.add(killed ? fresh.kill() : fresh.crash(random));
                }
              }));
      crashed.add(fresh.crash(random));
    }
    for (SimStorage left : crashed) {
      if (!left.exists(TARGET)) {
        restore(left);
      }
      assertArrayEquals(image, left.readFile(TARGET), "seed " + seed);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatAKilledProcessLeftIsDeletedByTheNext(Kind kind) {
    SimStorage before = new SimStorage();
    SimStorage killed;
    try (BackupTarget abandoned = BackupTarget.create(before, TARGET, kind)) {
      abandoned.write(0, image, 0, 1000);
      killed = before.kill();
    }
    assertEquals(2, killed.files().size());
    Path neighbour = SimStorage.ROOT.resolve("other.kv.restore-0123456789abcdef.tmp");
    killed.putFile(neighbour, new byte[1]);
    try (BackupTarget next = BackupTarget.create(killed, TARGET, kind)) {
      next.write(0, image, 0, image.length);
      next.publish();
    }
    assertEquals(List.of(TARGET, neighbour), List.copyOf(killed.files().keySet()));
  }

  @Test
  void theTemporaryOfARunningRestoreIsLeftAlone() {
    try (BackupTarget running = BackupTarget.create(disk, TARGET, Kind.DATABASE)) {
      running.write(0, image, 0, image.length);
      restore(disk);
      assertEquals(3, disk.files().size());
      assertThrows(TargetExistsException.class, running::publish);
    }
    assertArrayEquals(image, disk.readFile(TARGET));
    assertEquals(1, disk.files().size());
  }

  @Test
  void aTargetThatWasOpenedAtOnceIsNotTakenBack() {
    Path segment = SimStorage.ROOT.resolve("app.kv-wal").resolve("0000000000000001.wal");
    FaultStorage storage =
        new FaultStorage(
            disk,
            (op, path) -> {
              if (op == Op.SYNC_DIRECTORY) {
                disk.putFile(segment, new byte[1]);
                throw new StorageException(path, "can't be forced", null);
              }
            });
    assertThrows(StorageException.class, () -> restore(storage));
    assertArrayEquals(image, disk.readFile(TARGET));
  }
}
