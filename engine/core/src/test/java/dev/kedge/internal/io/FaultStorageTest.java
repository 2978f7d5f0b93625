package dev.kedge.internal.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.StorageException;
import dev.kedge.StorageFullException;
import dev.kedge.internal.io.FaultStorage.Op;
import dev.kedge.internal.io.Storage.OpenMode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultStorageTest {

  private static final Path FILE = SimStorage.ROOT.resolve("file");
  private static final Path LOCK = SimStorage.ROOT.resolve("lock");

  private final SimStorage disk = new SimStorage();

  @Test
  void everyOperationCanFailAndIsCounted() {
    int n = 1;
    Fault fault = Fault.failNth(n);
    while (!succeeds(fault)) {
      assertTrue(fault.fired());
      n++;
      fault = Fault.failNth(n);
    }
    assertFalse(fault.fired());
    assertEquals(Op.values().length + 1, n);
  }

  private static boolean succeeds(Fault fault) {
    FaultStorage storage = new FaultStorage(new SimStorage(), fault);
    try {
      everyOperation(storage);
    } catch (StorageException e) {
      return false;
    }
    assertEquals(Op.values().length, storage.calls());
    for (Op op : Op.values()) {
      assertEquals(1, storage.calls(op), op.toString());
    }
    assertEquals(2, storage.calls(Op.READ, Op.WRITE));
    return true;
  }

  private static void everyOperation(Storage storage) {
    storage.lock(LOCK).close();
    Path directory = SimStorage.ROOT.resolve("directory");
    storage.createDirectory(directory);
    try (StorageFile file = storage.open(FILE, OpenMode.CREATE)) {
      file.write(0, new byte[100], 0, 100);
      assertEquals(100, file.read(0, new byte[100], 0, 100));
      storage.lockContent(FILE, true).close();
      file.truncate(50);
      file.force();
      assertEquals(50, file.map(0, 50).limit());
    }
    storage.rename(FILE, SimStorage.ROOT.resolve("renamed"));
    storage.publish(SimStorage.ROOT.resolve("renamed"), FILE);
    storage.syncDirectory(SimStorage.ROOT);
    assertEquals(3, storage.list(SimStorage.ROOT).size());
    storage.delete(FILE);
  }

  @Test
  void aFailedOperationIsNotDone() {
    FaultStorage storage = new FaultStorage(disk, Fault.failNth(1, Op.WRITE));
    try (StorageFile file = storage.open(FILE, OpenMode.CREATE)) {
      StorageException e =
          assertThrows(StorageException.class, () -> file.write(0, new byte[10], 0, 10));
      assertEquals(FILE, e.file());
      assertEquals(0, file.size());
      file.write(0, new byte[10], 0, 10);
      assertEquals(10, file.size());
    }
  }

  @Test
  void aShortWriteLeavesItsBeginning() {
    Fault fault = Fault.failNth(2, Op.WRITE).shortWrite(0.3).full();
    FaultStorage storage = new FaultStorage(disk, fault);
    try (StorageFile file = storage.open(FILE, OpenMode.CREATE)) {
      file.write(0, new byte[10], 0, 10);
      assertThrows(StorageFullException.class, () -> file.write(10, new byte[10], 0, 10));
      assertEquals(13, file.size());
    }
  }

  @Test
  void anOperationMayBeDoneAndLookFailed() {
    FaultStorage storage = new FaultStorage(disk, Fault.failNth(1, Op.OPEN).afterwards());
    assertThrows(StorageException.class, () -> storage.open(FILE, OpenMode.CREATE));
    assertTrue(disk.exists(FILE));
    assertEquals(List.of(), disk.openFiles());

    storage.inject(Fault.failNth(1, Op.LOCK).afterwards());
    assertThrows(StorageException.class, () -> storage.lock(LOCK));
    storage.lock(LOCK).close();
  }

  @Test
  void aLastingFaultEndsWhenItIsHealed() {
    Fault fault = Fault.failNth(2, Op.DELETE).lasting().at(path -> path.equals(FILE));
    FaultStorage storage = new FaultStorage(disk, fault);
    storage.delete(FILE);
    storage.delete(LOCK);
    assertFalse(fault.fired());
    assertThrows(StorageException.class, () -> storage.delete(FILE));
    assertThrows(StorageException.class, () -> storage.delete(FILE));
    storage.delete(LOCK);
    storage.heal();
    storage.delete(FILE);
    assertEquals(6, storage.calls(Op.DELETE));
  }

  @Test
  void faultsReachFilesThatAreOpen() {
    FaultStorage storage = new FaultStorage(disk);
    try (StorageFile file = storage.open(FILE, OpenMode.CREATE)) {
      storage.inject(Fault.failNth(1, Op.FORCE));
      assertThrows(StorageException.class, file::force);
    }
    assertEquals(0, disk.openFiles().size());
  }
}
