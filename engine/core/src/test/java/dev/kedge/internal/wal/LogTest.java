package dev.kedge.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.DatabaseClosedException;
import dev.kedge.LimitExceededException;
import dev.kedge.ReadOnlyDatabaseException;
import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.SimStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LogTest {

  @Test
  void anEmptyLogBeginsWhereItIsToldTo() {
    LogRig rig = new LogRig(1);
    rig.history = new History(new LogStart(41, 4711, 99, 7, true));
    try (Log log = rig.open()) {
      assertTrue(log.isEmpty());
      assertEquals(42, log.firstVersion());
      assertEquals(41, log.lastVersion());
      assertEquals(41, log.forcedVersion());
      assertEquals(4711, log.lastHistory());
      assertEquals(99, log.lastTimeMicros());
      assertEquals(7, log.generation());
      assertEquals(OptionalLong.of(4711), log.historyAt(41));
      assertEquals(List.of(), log.segments());
      assertEquals(Optional.empty(), log.tear());
      rig.commit(3, 100);
      rig.check();
      assertEquals(42, log.firstVersion());
    }
    rig.open();
    rig.check();
    assertEquals(Optional.empty(), rig.log().tear());
    rig.close();
  }

  @Test
  void everythingIsThereAfterReopening() {
    LogRig rig = new LogRig(2);
    rig.open();
    for (int round = 0; round < 20; round++) {
      rig.append(1 + round % 4, 50 * round);
      rig.append(1, 10);
      rig.log().force();
      rig.check();
      if (round % 3 == 0) {
        rig.reopen();
        rig.check();
      }
    }
    assertTrue(rig.log().segments().size() > 3);
    for (long version = 0; version <= rig.history.lastVersion(); version++) {
      rig.check(version, rig.history.lastVersion());
      assertEquals(OptionalLong.of(rig.history.historyAt(version)), rig.log().historyAt(version));
    }
    assertEquals(OptionalLong.empty(), rig.log().historyAt(rig.history.lastVersion() + 1));
    rig.close();
    assertEquals(List.of(), rig.disk.openFiles());
  }

  @Test
  void aGroupLargerThanAnySegmentGetsOneOfItsOwn() {
    LogRig rig = new LogRig(3, new LogConfig(4096, 8 << 20));
    rig.open();
    rig.commit(1, 10);
    rig.append(1, 3 << 20);
    rig.append(3, 700_000);
    rig.log().force();
    rig.commit(2, 10);
    rig.check();
    rig.reopen();
    rig.check();
    rig.close();
  }

  @Test
  void anAppendIsOneWriteAndAForceIsOneForce() {
    LogRig rig = new LogRig(4, new LogConfig(1 << 20, 1 << 20));
    FaultStorage counted = new FaultStorage(rig.disk);
    rig.storage = counted;
    rig.open();
    rig.commit(1, 10);
    long writes = counted.calls(FaultStorage.Op.WRITE);
    long forces = counted.calls(FaultStorage.Op.FORCE);
    long all = counted.calls();
    rig.append(5, 100);
    assertEquals(writes + 1, counted.calls(FaultStorage.Op.WRITE));
    rig.log().force();
    assertEquals(forces + 1, counted.calls(FaultStorage.Op.FORCE));
    rig.log().force();
    assertEquals(all + 2, counted.calls());
    rig.close();
  }

  @Test
  void aRollWithASpareFillsNoZeros() {
    LogRig rig = new LogRig(5, new LogConfig(64 << 10, 1 << 20));
    FaultStorage counted = new FaultStorage(rig.disk);
    rig.storage = counted;
    rig.open();
    rig.commit(1, 20 << 10);
    assertFalse(rig.log().needsSpare());
    rig.commit(1, 20 << 10);
    assertTrue(rig.log().needsSpare());
    rig.log().prepareSpare();
    assertFalse(rig.log().needsSpare());
    long writes = counted.calls(FaultStorage.Op.WRITE);
    rig.commit(1, 50 << 10);
    assertEquals(writes + 3, counted.calls(FaultStorage.Op.WRITE), "header, seal and group");
    assertEquals(2, rig.log().segments().size());
    rig.check();
    rig.close();
  }

  @Test
  void segmentsGrowUpToSixteenTimesTheFirst() {
    LogRig rig = new LogRig(6);
    rig.open();
    rig.commit(200, 4000);
    long largest = 0;
    for (SegmentInfo info : rig.log().segments()) {
      long size = rig.disk.readFile(info.file()).length - 4096L;
      assertTrue(size <= Math.max(2 * largest, 8192), "size " + size + " after " + largest);
      largest = Math.max(size, largest);
    }
    assertEquals(16 * 4096, largest);
    rig.check();
    rig.close();
  }

  @Test
  void segmentsAreDescribed() {
    LogRig rig = new LogRig(7);
    rig.open();
    rig.commit(30, 500);
    List<SegmentInfo> infos = rig.log().segments();
    long next = 1;
    long sum = 0;
    for (int i = 0; i < infos.size(); i++) {
      SegmentInfo info = infos.get(i);
      assertEquals(i + 1, info.sequence());
      assertEquals(rig.segment(i + 1), info.file());
      assertEquals(next, info.firstVersion());
      assertEquals(rig.history.timeAt(info.lastVersion()), info.lastTimeMicros());
      assertEquals(1, info.generation());
      next = info.lastVersion() + 1;
      sum += info.bytes();
    }
    assertEquals(31, next);
    assertEquals(sum, rig.log().bytes());
    rig.close();
  }

  @Test
  void openingAndClosingWritesNothing() {
    LogRig rig = new LogRig(8);
    rig.open();
    rig.commit(20, 300);
    rig.close();
    Map<Path, byte[]> before = rig.disk.files();
    rig.history = new History(rig.history.startAt(20));
    FaultStorage counted = new FaultStorage(rig.disk);
    rig.storage = counted;
    rig.open();
    rig.close();
    assertEquals(
        0,
        counted.calls(
            FaultStorage.Op.WRITE,
            FaultStorage.Op.FORCE,
            FaultStorage.Op.RENAME,
            FaultStorage.Op.DELETE,
            FaultStorage.Op.TRUNCATE,
            FaultStorage.Op.SYNC_DIRECTORY));
    assertEquals(before.keySet(), rig.disk.files().keySet());
  }

  @Test
  void readOnlyWritesNothingAndShowsAsForcedOnlyWhatIsProven() {
    LogRig rig = new LogRig(9);
    rig.open();
    rig.commit(5, 100);
    rig.append(2, 100);
    rig.use(rig.disk.kill());
    FaultStorage counted = new FaultStorage(rig.disk);
    rig.storage = counted;
    try (Log log = rig.scan(true)) {
      log.settle();
      assertEquals(7, log.lastVersion());
      assertEquals(5, log.forcedVersion());
      rig.check(0, 5);
      try (LogCursor cursor = log.replay(5)) {
        rig.history.get(6).assertMatches(cursor.next());
        rig.history.get(7).assertMatches(cursor.next());
      }
      assertThrows(ReadOnlyDatabaseException.class, () -> rig.append(1, 1));
      assertThrows(ReadOnlyDatabaseException.class, () -> log.discard(7));
      assertThrows(ReadOnlyDatabaseException.class, log::prepareSpare);
    }
    rig.history = new History(rig.history.startAt(6));
    try (Log log = rig.scan(true)) {
      assertEquals(7, log.forcedVersion(), "a checkpoint proves its whole group");
    }
    assertEquals(
        0,
        counted.calls(
            FaultStorage.Op.WRITE,
            FaultStorage.Op.FORCE,
            FaultStorage.Op.RENAME,
            FaultStorage.Op.DELETE,
            FaultStorage.Op.SYNC_DIRECTORY));
  }

  @Test
  void groupsThatDoNotFitAreRefused() {
    LogRig rig = new LogRig(10, new LogConfig(4096, 1000));
    Log log = rig.open();
    rig.commit(2, 10);
    LogGroup wrong = new LogGroup();
    assertThrows(IllegalArgumentException.class, () -> log.append(wrong));
    wrong.add(4, 1, 1, new byte[0], 0, 0);
    assertThrows(IllegalArgumentException.class, () -> log.append(wrong));
    assertThrows(IllegalArgumentException.class, () -> wrong.add(6, 1, 1, new byte[0], 0, 0));
    assertThrows(LimitExceededException.class, () -> rig.append(1, (1 << 20) + 2000));
    rig.commit(2, 10);
    rig.check();
    log.close();
    assertThrows(DatabaseClosedException.class, () -> rig.append(1, 10));
    assertFalse(log.isBroken());
  }

  @Test
  void emptyOperationsAreACommit() {
    LogRig rig = new LogRig(11);
    rig.open();
    Commit commit = rig.history.add(new byte[0]);
    LogGroup group = new LogGroup();
    group.add(1, commit.timeMicros(), commit.history(), commit.ops(), 0, 0);
    rig.log().append(group);
    rig.log().force();
    rig.reopen();
    rig.check();
    rig.close();
  }

  @Test
  void otherFilesOfTheDirectoryAreLeftAlone() {
    LogRig rig = new LogRig(12);
    Path other = LogRig.DIRECTORY.resolve("identity");
    rig.disk.putFile(other, new byte[] {1});
    rig.open();
    rig.commit(5, 2000);
    rig.log().discard(5);
    rig.reopen();
    assertEquals(1, rig.disk.readFile(other).length);
    assertEquals(SimStorage.ROOT.resolve("app.kv-wal"), LogRig.DIRECTORY);
    rig.close();
  }
}
