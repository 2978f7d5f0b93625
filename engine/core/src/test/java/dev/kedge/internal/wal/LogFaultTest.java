package dev.kedge.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.DatabaseFencedException;
import dev.kedge.KedgeException;
import dev.kedge.Outcome;
import dev.kedge.StorageException;
import dev.kedge.StorageFullException;
import dev.kedge.internal.io.Fault;
import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.FaultStorage.Op;
import dev.kedge.internal.io.SimStorage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogFaultTest {

  private static final LogConfig ONE_SEGMENT = new LogConfig(32 << 10, 1 << 20);

  private static FaultStorage faulty(LogRig rig) {
    FaultStorage storage = new FaultStorage(rig.disk);
    rig.storage = storage;
    return storage;
  }

  @Test
  void aFailedOrShortWriteIsCutOffAndTheLogGoesOn() {
    for (double share : new double[] {0, 0.2, 0.6, 1}) {
      for (boolean crash : new boolean[] {false, true}) {
        LogRig rig = new LogRig(1, ONE_SEGMENT);
        FaultStorage storage = faulty(rig);
        rig.open();
        rig.commit(3, 200);
        storage.inject(Fault.failNth(1, Op.WRITE).shortWrite(share));
        StorageException e = assertThrows(StorageException.class, () -> rig.append(2, 200));
        assertEquals(rig.segment(1), e.file());
        assertFalse(rig.log().isBroken());
        assertEquals(3, rig.log().lastVersion());
        rig.check();
        storage.heal();
        if (crash) {
          rig.reopenAfterCrash();
        } else {
          rig.reopenAfterKill();
        }
        rig.check();
        rig.commit(2, 300);
        rig.check();
        rig.reopen();
        rig.check();
        rig.close();
      }
    }
  }

  @Test
  void afterACutTheSameLogTakesFurtherAppends() {
    LogRig rig = new LogRig(2, ONE_SEGMENT);
    FaultStorage storage = faulty(rig);
    rig.open();
    rig.commit(3, 200);
    for (int i = 0; i < 4; i++) {
      storage.inject(Fault.failNth(1, Op.WRITE).shortWrite(1));
      assertThrows(StorageException.class, () -> rig.append(1, 300));
      if (i % 2 == 0) {
        rig.commit(1, 100);
      }
      rig.check();
    }
    storage.heal();
    rig.reopenAfterCrash();
    rig.check();
    rig.close();
  }

  @Test
  void aFailedForceBreaksTheLog() {
    LogRig rig = new LogRig(3, ONE_SEGMENT);
    FaultStorage storage = faulty(rig);
    Log log = rig.open();
    rig.commit(2, 100);
    rig.append(1, 100);
    storage.inject(Fault.failNth(1, Op.FORCE));
    StorageException failure = assertThrows(StorageException.class, log::force);
    rig.disk.loseUnforced(rig.segment(1));
    assertTrue(log.isBroken());
    assertEquals(2, log.forcedVersion());
    storage.heal();
    DatabaseFencedException again = assertThrows(DatabaseFencedException.class, log::force);
    assertEquals(Outcome.UNKNOWN, again.outcome());
    assertSame(failure, again.getCause());
    DatabaseFencedException append =
        assertThrows(DatabaseFencedException.class, () -> rig.append(1, 1));
    assertEquals(Outcome.NOT_COMMITTED, append.outcome());
    assertThrows(DatabaseFencedException.class, log::prepareSpare);
    rig.check(0, 2);
    rig.reopenAfterKill();
    rig.check();
    rig.reopenAfterCrash();
    assertEquals(3, rig.log().lastVersion());
    rig.check();
    rig.close();
  }

  @Test
  void aFullDeviceFailsTheAppendCleanlyUntilThereIsRoom() {
    LogRig rig = new LogRig(4, new LogConfig(64 << 10, 1 << 20));
    rig.open();
    rig.commit(1, 50 << 10);
    rig.disk.limitCapacity(rig.disk.usedBytes() + 20_000);
    for (int i = 0; i < 3; i++) {
      StorageFullException e =
          assertThrows(StorageFullException.class, () -> rig.append(1, 40 << 10));
      assertEquals(Outcome.NOT_COMMITTED, e.outcome());
      assertFalse(rig.log().isBroken());
    }
    // What fits is still taken, and nothing of the attempts is left behind.
    rig.commit(1, 5000);
    rig.check();
    assertEquals(1, rig.disk.list(LogRig.DIRECTORY).size());
    assertThrows(StorageFullException.class, () -> rig.log().prepareSpare());
    rig.disk.limitCapacity(Long.MAX_VALUE);
    rig.commit(2, 40 << 10);
    rig.check();
    rig.reopenAfterCrash();
    rig.check();
    rig.close();
  }

  @Test
  void aDeviceThatIsFullWhenASegmentBeginsIsNotCommitted() {
    boolean more = true;
    for (int n = 1; more; n++) {
      LogRig rig = new LogRig(5, ONE_SEGMENT);
      FaultStorage storage = faulty(rig);
      rig.open();
      rig.commit(1, 20 << 10);
      Fault fault =
          Fault.failNth(n, Op.OPEN, Op.WRITE, Op.FORCE, Op.RENAME)
              .at(path -> !path.equals(rig.segment(1)))
              .full();
      storage.inject(fault);
      try {
        rig.append(1, 20 << 10);
        assertFalse(fault.fired());
        more = false;
      } catch (StorageFullException e) {
        assertEquals(Outcome.NOT_COMMITTED, e.outcome());
        assertFalse(rig.log().isBroken());
      }
      storage.heal();
      rig.commit(2, 20 << 10);
      rig.check();
      rig.reopenAfterCrash();
      rig.check();
      rig.close();
    }
  }

  @Test
  void aWriteThatCanNotBeCutOffBreaksTheLog() {
    LogRig rig = new LogRig(9, ONE_SEGMENT);
    FaultStorage storage = faulty(rig);
    rig.open();
    rig.commit(2, 100);
    storage.inject(Fault.failNth(1, Op.WRITE).full().shortWrite(1).lasting());
    StorageFullException e = assertThrows(StorageFullException.class, () -> rig.append(1, 100));
    assertEquals(Outcome.UNKNOWN, e.outcome());
    assertTrue(rig.log().isBroken());
    rig.check(0, 2);
    rig.reopenAfterKill();
    assertEquals(3, rig.log().lastVersion(), "the write had reached the file");
    rig.close();
  }

  @Test
  void aNameThatMayBeLostBreaksTheLog() {
    for (boolean done : new boolean[] {false, true}) {
      LogRig rig = new LogRig(8, ONE_SEGMENT);
      FaultStorage storage = faulty(rig);
      rig.open();
      rig.commit(1, 20 << 10);
      Fault fault = Fault.failNth(1, Op.SYNC_DIRECTORY);
      storage.inject(done ? fault.afterwards() : fault);
      assertThrows(StorageException.class, () -> rig.append(1, 20 << 10));
      assertTrue(rig.log().isBroken());
      storage.heal();
      rig.reopenAfterCrash();
      rig.check();
      rig.close();
    }
  }

  @Test
  void anyFailureLeavesTheLogAsItWasOrBroken() {
    for (int variant = 0; variant < 16; variant++) {
      boolean more = true;
      for (int n = 1; more; n++) {
        more = runWithFault(variant, n);
      }
    }
  }

  private static Fault fault(int variant, int n) {
    Fault fault =
        Fault.failNth(
            n,
            Op.OPEN,
            Op.WRITE,
            Op.FORCE,
            Op.RENAME,
            Op.SYNC_DIRECTORY,
            Op.DELETE,
            Op.LIST,
            Op.TRUNCATE);
    if ((variant & 1) != 0) {
      fault.lasting();
    }
    if ((variant & 2) != 0) {
      fault.afterwards();
    }
    if ((variant & 4) != 0) {
      fault.full().shortWrite(1);
    }
    return fault;
  }

  /** A failed force may lose what it should have made durable. */
  private static FaultStorage.Injector losing(SimStorage disk, Fault fault) {
    return new FaultStorage.Injector() {
      @Override
      public void before(Op op, Path path) {
        boolean fired = fault.fired();
        try {
          fault.before(op, path);
        } finally {
          if (op == Op.FORCE && fault.fired() && !fired) {
            disk.loseUnforced(path);
          }
        }
      }

      @Override
      public void after(Op op, Path path) {
        fault.after(op, path);
      }
    };
  }

  /** A run that appends, rolls, forks and discards; what failed must be all or nothing. */
  private static boolean runWithFault(int variant, int n) {
    String what = "variant " + variant + ", operation " + n;
    LogRig rig = new LogRig(variant * 1000L + n);
    Fault fault = fault(variant, n);
    FaultStorage storage = faulty(rig);
    rig.open();
    rig.commit(4, 600);
    storage.inject((variant & 8) != 0 ? losing(rig.disk, fault) : fault);
    long forced = rig.history.lastVersion();
    for (int i = 0; i < 20 && !rig.log().isBroken(); i++) {
      try {
        workAfterFault(rig, i);
        forced = rig.history.lastVersion();
      } catch (KedgeException e) {
        assertTrue(fault.fired(), what);
      }
    }
    assertTrue(rig.log().forcedVersion() >= forced);
    boolean broken = rig.log().isBroken();
    storage.heal();
    if (rig.random.nextBoolean()) {
      rig.reopenAfterCrash();
    } else {
      rig.reopenAfterKill();
    }
    checkAfterReopening(rig, forced, broken, what);
    rig.close();
    return fault.fired();
  }

  private static void checkAfterReopening(LogRig rig, long forced, boolean broken, String what) {
    Log log = rig.log();
    assertTrue(log.lastVersion() >= forced, what);
    if (log.lastVersion() > rig.history.lastVersion()) {
      assertTrue(broken, what + ": a failed commit came back");
      rig.history.commits.addAll(rig.attempted);
    }
    rig.history.cut(log.lastVersion());
    rig.check();
    rig.reopenAfterCrash();
    rig.check();
    rig.commit(3, 500);
    rig.reopen();
    rig.check();
  }

  private static void workAfterFault(LogRig rig, int round) {
    if (round == 5) {
      rig.fork(99);
    }
    if (round % 3 == 2) {
      rig.log().prepareSpare();
      rig.log().discard(rig.history.lastVersion() - 4);
    }
    rig.append(1, 1200);
    rig.log().force();
  }

  @Test
  void aFailureWhileSettlingIsReportedAndRepeatable() {
    boolean more = true;
    for (int n = 1; more; n++) {
      LogRig rig = new LogRig(6, ONE_SEGMENT);
      rig.open();
      rig.commit(2, 300);
      rig.append(3, 3000);
      rig.use(rig.disk.kill());
      FaultStorage storage = faulty(rig);
      Fault fault = Fault.failNth(n, Op.OPEN, Op.READ, Op.WRITE, Op.FORCE).shortWrite(0.5);
      storage.inject(fault);
      try {
        rig.open();
        more = false;
      } catch (StorageException e) {
        rig.close();
        storage.heal();
        rig.open();
      }
      storage.heal();
      rig.check();
      rig.reopenAfterCrash();
      rig.check();
      rig.close();
    }
  }

  @Test
  void failuresLeaveNoFileOpen() {
    boolean more = true;
    for (int n = 1; more; n++) {
      LogRig rig = new LogRig(7);
      FaultStorage storage = faulty(rig);
      Fault fault = Fault.failNth(n);
      storage.inject(fault);
      try {
        rig.open();
        rig.commit(8, 800);
        rig.log().prepareSpare();
        rig.log().discard(4);
        rig.check();
        rig.close();
        rig.open();
      } catch (KedgeException e) {
        assertTrue(fault.fired());
      }
      more = fault.fired();
      rig.close();
      assertEquals(List.of(), rig.disk.openFiles(), "operation " + n);
    }
  }
}
