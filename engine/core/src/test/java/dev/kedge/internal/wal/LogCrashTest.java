package dev.kedge.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.StorageException;
import dev.kedge.internal.io.Fault;
import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.SimStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What power cuts leave, and what recovery makes of it. */
class LogCrashTest {

  private static final LogConfig ONE_SEGMENT = new LogConfig(16 << 10, 1 << 20);

  @Test
  void whatForceCoveredSurvivesAnyCrash() {
    for (int seed = 0; seed < 400; seed++) {
      LogRig rig = new LogRig(seed);
      rig.open();
      for (int round = 0; round < 3; round++) {
        rig.commit(rig.random.nextInt(5), rig.random.nextInt(1500));
        long forced = rig.history.lastVersion();
        int groups = rig.random.nextInt(6);
        for (int i = 0; i < groups; i++) {
          rig.append(1 + rig.random.nextInt(3), rig.random.nextInt(900));
        }
        Log log = rig.reopenAfterCrash();
        long last = log.lastVersion();
        assertTrue(last >= forced && last <= rig.history.lastVersion(), "seed " + seed);
        rig.history.cut(last);
        rig.check();
        if (rig.random.nextBoolean()) {
          // What recovery kept is durable, although nothing was appended since.
          rig.reopenAfterCrash();
          rig.check();
        }
      }
    }
  }

  @Test
  void whatAForcedCommitNeedsIsThereAtEveryMoment() {
    for (int seed = 0; seed < 6; seed++) {
      LogRig rig = new LogRig(seed);
      List<SimStorage> disks = new ArrayList<>();
      List<Long> forced = new ArrayList<>();
      Random random = new Random(seed);
      rig.open();
      rig.storage =
          new FaultStorage(
              rig.disk,
              (op, path) -> {
                if (op != FaultStorage.Op.READ) {
                  disks.add(rig.disk.crash(random));
                  forced.add(rig.log().forcedVersion());
                }
              });
      rig.open();
      for (int i = 0; i < 12; i++) {
        rig.commit(2, 700);
        rig.append(2, 600);
        if (i % 4 == 1) {
          rig.log().prepareSpare();
        }
        rig.log().discard(rig.history.lastVersion() - 12);
      }
      for (int i = 0; i < disks.size(); i++) {
        LogRig after = new LogRig(seed);
        after.history = rig.history;
        after.use(disks.get(i));
        try (Log log = after.open()) {
          assertTrue(log.lastVersion() >= forced.get(i), "seed " + seed + ", moment " + i);
          after.check(log.firstVersion() - 1, log.lastVersion());
        }
      }
      assertTrue(disks.size() > 100);
    }
  }

  @Test
  void aTornGroupIsCutAndReportedAndNeverReadAgain() {
    LogRig rig = new LogRig(1, ONE_SEGMENT);
    rig.open();
    rig.commit(4, 200);
    long offset = rig.log().segments().get(0).bytes();
    rig.append(1, 200);
    rig.use(rig.disk.kill());
    rig.disk.flipBit(rig.segment(1), offset + 150, 3);
    rig.history.cut(4);
    for (int opens = 0; opens < 2; opens++) {
      rig.open();
      Tear tear = rig.log().tear().orElseThrow();
      assertEquals(rig.segment(1), tear.file());
      assertEquals(offset, tear.offset());
      assertTrue(tear.bytes() > 200 && tear.bytes() < 400, tear.toString());
      rig.check();
      rig.close();
    }
    rig.open();
    rig.commit(3, 100);
    // Even if what was torn turned up whole.
    rig.disk.flipBit(rig.segment(1), offset + 150, 3);
    rig.reopen();
    assertEquals(Optional.empty(), rig.log().tear());
    assertEquals(2, rig.log().segments().size());
    rig.check();
    rig.close();
  }

  @Test
  void validGroupsBehindATearAreNeverReadAgain() {
    LogRig rig = new LogRig(2, ONE_SEGMENT);
    rig.open();
    rig.commit(3, 200);
    long offset = rig.log().segments().get(0).bytes();
    rig.append(1, 200);
    rig.append(1, 200);
    rig.append(2, 200);
    rig.use(rig.disk.kill());
    // The crash lost the first of three unforced groups.
    rig.disk.overwrite(rig.segment(1), offset, new byte[200]);
    rig.history.cut(3);
    rig.open();
    assertEquals(offset, rig.log().tear().orElseThrow().offset());
    rig.check();
    rig.commit(1, 200);
    rig.reopen();
    rig.check();
    rig.commit(5, 300);
    rig.reopenAfterCrash();
    rig.check();
    rig.close();
  }

  @Test
  void theKeptTailIsWrittenAgainBecauseAFailedForceMayHaveLostIt() {
    LogRig rig = new LogRig(3, ONE_SEGMENT);
    rig.open();
    rig.commit(2, 300);
    rig.append(3, 300);
    rig.disk.loseUnforced(rig.segment(1));
    rig.use(rig.disk.kill());
    rig.open();
    assertEquals(5, rig.log().forcedVersion());
    rig.reopenAfterCrash();
    rig.check();
    rig.close();
  }

  @Test
  void aNameThatComesBackIsNoTrouble() {
    for (int seed = 0; seed < 8; seed++) {
      LogRig rig = new LogRig(seed, new LogConfig(8192, 1 << 20));
      FaultStorage storage = new FaultStorage(rig.disk);
      rig.storage = storage;
      rig.open();
      rig.commit(200, 8000);
      // The oldest ones are small and deleted; a large one is renamed.
      long through = rig.history.lastVersion();
      while (rig.log().segments().size() > 3) {
        rig.log().discard(rig.log().segments().get(0).lastVersion());
      }
      storage.inject(Fault.failNth(1, FaultStorage.Op.SYNC_DIRECTORY));
      assertThrows(StorageException.class, () -> rig.log().discard(through));
      rig.use(rig.disk.kill());
      List<SimStorage> disks = new ArrayList<>();
      rig.storage = new FaultStorage(rig.disk, (op, path) -> disks.add(rig.disk.crash(rig.random)));
      rig.open();
      rig.commit(1, 100);
      for (SimStorage disk : disks) {
        LogRig after = new LogRig(seed, rig.config);
        after.history = rig.history;
        after.use(disk);
        try (Log log = after.open()) {
          after.check(log.firstVersion() - 1, log.lastVersion());
        }
      }
    }
  }

  @Test
  void recycledSegmentsNeverProduceGhosts() {
    for (int seed = 0; seed < 25; seed++) {
      LogRig rig = new LogRig(seed, new LogConfig(8192, 1 << 20));
      rig.open();
      // Until the largest size is reached, so that discarded segments are used again.
      rig.commit(120, 8000);
      boolean recycled = false;
      for (int round = 0; round < 25; round++) {
        rig.log().discard(rig.history.lastVersion());
        rig.commit(3 + rig.random.nextInt(20), 8000 + rig.random.nextInt(3000));
        recycled |= rig.log().segments().stream().anyMatch(info -> isRecycled(rig, info));
        long forced = rig.history.lastVersion();
        rig.append(1, rig.random.nextInt(5000));
        rig.append(1, rig.random.nextInt(5000));
        Log log = rig.reopenAfterCrash();
        assertTrue(log.lastVersion() >= forced, "seed " + seed);
        rig.history.cut(log.lastVersion());
        rig.check();
      }
      assertTrue(recycled);
    }
  }

  private static boolean isRecycled(LogRig rig, SegmentInfo info) {
    return rig.disk.readFile(info.file())[11] == 1;
  }

  @Test
  void theEndOfARecycledSegmentIsNoTear() {
    LogRig rig = new LogRig(12, new LogConfig(8192, 1 << 20));
    rig.open();
    rig.commit(200, 8000);
    boolean recycled = false;
    for (int round = 0; round < 60; round++) {
      rig.log().discard(rig.history.lastVersion());
      rig.commit(1 + round % 9, 7000);
      List<SegmentInfo> infos = rig.log().segments();
      recycled |= isRecycled(rig, infos.get(infos.size() - 1));
      try (Log log = Log.open(rig.disk, LogRig.DIRECTORY, rig.config, rig.history.start, true)) {
        assertEquals(Optional.empty(), log.tear());
        assertEquals(rig.history.lastVersion(), log.lastVersion());
      }
    }
    assertTrue(recycled);
    // But a torn write in one is.
    List<SegmentInfo> infos = rig.log().segments();
    SegmentInfo last = infos.get(infos.size() - 1);
    rig.disk.overwrite(last.file(), last.bytes() + 10, new byte[] {1});
    try (Log log = Log.open(rig.disk, LogRig.DIRECTORY, rig.config, rig.history.start, true)) {
      assertEquals(last.bytes(), log.tear().orElseThrow().offset());
      assertEquals(11, log.tear().orElseThrow().bytes());
    }
    rig.close();
  }

  @Test
  void aCrashWhileASegmentBeginsLeavesTheLogWhole() {
    for (int seed = 0; seed < 300; seed++) {
      LogRig rig = new LogRig(seed);
      rig.open();
      rig.commit(4, 700);
      long forced = rig.history.lastVersion();
      SimStorage[] disk = {rig.disk};
      int[] countdown = {1 + seed % 9};
      Random random = new Random(seed);
      LogWriterMoment moment = new LogWriterMoment();
      FaultStorage storage = new FaultStorage(rig.disk);
      rig.storage = storage;
      rig.open();
      storage.inject(
          (op, path) -> {
            if (--countdown[0] == 0) {
              disk[0] = rig.disk.crash(random);
              moment.reached = true;
            }
          });
      rig.commit(1, 3000);
      assertTrue(moment.reached, "seed " + seed);
      rig.use(disk[0]);
      Log log = rig.open();
      assertTrue(log.lastVersion() == forced || log.lastVersion() == forced + 1);
      rig.history.cut(log.lastVersion());
      rig.check();
      rig.commit(3, 500);
      rig.reopen();
      rig.check();
      rig.close();
    }
  }

  private static final class LogWriterMoment {
    private boolean reached;
  }

  @Test
  void theFirstSegmentMayBeLostAsLongAsNothingWasForced() {
    LogRig rig = new LogRig(13);
    rig.open();
    rig.append(1, 100);
    Log log = rig.reopenAfterCrash();
    assertTrue(log.lastVersion() <= 1);
    rig.history.cut(log.lastVersion());
    rig.check();
    rig.commit(3, 100);
    rig.reopen();
    rig.check();
    assertFalse(rig.log().isEmpty());
    rig.close();
  }
}
