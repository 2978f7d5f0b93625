package dev.kedge.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.ReplicaGapException;
import dev.kedge.internal.io.FaultStorage;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LogCursorTest {

  @Test
  void theFirstRecordIsExactlyTheOneAskedFor() {
    LogRig rig = new LogRig(1);
    rig.open();
    for (int i = 0; i < 20; i++) {
      rig.append(1 + i % 5, 300);
    }
    rig.log().force();
    for (long after = 0; after <= rig.history.lastVersion(); after++) {
      rig.check(after, rig.history.lastVersion());
    }
    rig.close();
  }

  @Test
  void whatIsNotHeldIsAGap() {
    LogRig rig = new LogRig(2);
    Log log = rig.open();
    ReplicaGapException empty = assertThrows(ReplicaGapException.class, () -> log.read(1));
    assertEquals(2, empty.expected());
    assertEquals(1, empty.found());
    rig.commit(30, 800);
    log.discard(20);
    long first = log.firstVersion();
    assertTrue(first > 1 && first <= 21);
    ReplicaGapException early = assertThrows(ReplicaGapException.class, () -> log.read(first - 2));
    assertEquals(first - 1, early.expected());
    assertEquals(first, early.found());
    ReplicaGapException late = assertThrows(ReplicaGapException.class, () -> log.read(31));
    assertEquals(32, late.expected());
    rig.check(first - 1, 30);
    rig.check(30, 30);
    rig.close();
  }

  @Test
  void aCursorAtTheEndSeesLaterCommits() {
    LogRig rig = new LogRig(3);
    rig.open();
    try (LogCursor fromEmpty = rig.log().read(0)) {
      assertNull(fromEmpty.next());
      for (int i = 0; i < 50; i++) {
        rig.append(1 + i % 3, 400);
        assertNull(fromEmpty.next(), "not forced yet");
        rig.log().force();
        while (fromEmpty.version() < rig.history.lastVersion()) {
          LogRecord record = fromEmpty.next();
          assertNotNull(record);
          rig.history.get(fromEmpty.version()).assertMatches(record);
        }
        assertNull(fromEmpty.next());
      }
    }
    rig.close();
  }

  @Test
  void nothingBeyondTheForcedEndIsHandedOut() {
    LogRig rig = new LogRig(4);
    rig.open();
    rig.commit(2, 100);
    rig.append(4, 100);
    rig.check(0, 2);
    // Also if the place asked for lies in a group that is not forced.
    try (LogCursor cursor = rig.log().read(4)) {
      assertEquals(rig.history.historyAt(4), cursor.history());
      assertNull(cursor.next());
      rig.log().force();
      rig.history.get(5).assertMatches(cursor.next());
      rig.history.get(6).assertMatches(cursor.next());
      assertNull(cursor.next());
    }
    rig.close();
  }

  @Test
  void whatACursorHasYetToReadIsNotDiscarded() {
    LogRig rig = new LogRig(5, new LogConfig(8192, 1 << 20));
    Log log = rig.open();
    rig.commit(10, 3000);
    LogCursor cursor = log.read(4);
    rig.commit(40, 3000);
    log.discard(50);
    assertTrue(log.firstVersion() <= 5);
    for (long version = 5; version <= 50; version++) {
      rig.history.get(version).assertMatches(cursor.next());
      log.discard(50);
      assertTrue(log.firstVersion() <= version);
      rig.commit(1, 3000);
    }
    LogCursor idle = log.read(50);
    cursor.close();
    cursor.close();
    log.discard(Long.MAX_VALUE);
    assertTrue(log.firstVersion() <= 51);
    idle.close();
    assertThrows(IllegalStateException.class, idle::next);
    assertTrue(log.discard(Long.MAX_VALUE) > 0);
    assertTrue(log.firstVersion() > 51);
    assertEquals(1, log.segments().size());
    rig.check();
    rig.close();
    assertEquals(List.of(), rig.disk.openFiles());
  }

  @Test
  void discardGivesUpWholeSegmentsAndKeepsTheNewest() {
    LogRig rig = new LogRig(6);
    Log log = rig.open();
    assertEquals(0, log.discard(100));
    rig.commit(40, 600);
    List<SegmentInfo> before = log.segments();
    long through = before.get(1).lastVersion();
    assertEquals(0, log.discard(before.get(0).lastVersion() - 1));
    assertEquals(before.get(0).bytes() + before.get(1).bytes(), log.discard(through + 1));
    assertEquals(through + 1, log.firstVersion());
    rig.check();
    rig.reopen();
    assertEquals(through + 1, log.firstVersion());
    rig.check();
    rig.log().discard(Long.MAX_VALUE);
    assertEquals(1, rig.log().segments().size());
    rig.reopenAfterCrash();
    assertEquals(1, rig.log().segments().size());
    assertFalse(rig.log().isEmpty());
    rig.check();
    rig.close();
  }

  @Test
  void segmentsThatEndedEarlyGiveTheirRoomBack() {
    LogRig rig = new LogRig(7, new LogConfig(1 << 20, 1 << 20));
    rig.open();
    for (int i = 0; i < 10; i++) {
      rig.commit(1, 100);
      rig.reopen();
    }
    rig.commit(1, 100);
    assertTrue(rig.disk.usedBytes() > 11 << 20);
    rig.log().discard(0);
    assertTrue(rig.disk.usedBytes() < 2 << 20);
    rig.check();
    rig.reopenAfterCrash();
    rig.check();
    rig.close();
  }

  @Test
  void aLateReaderSkipsMostOfASegment() {
    LogRig rig = new LogRig(8, new LogConfig(16 << 20, 1 << 20));
    FaultStorage counted = new FaultStorage(rig.disk);
    rig.storage = counted;
    rig.open();
    rig.commit(4000, 2000);
    for (int pass = 0; pass < 2; pass++) {
      long reads = counted.calls(FaultStorage.Op.READ);
      rig.check(3990, 4000);
      rig.check(4000, 4000);
      assertTrue(counted.calls(FaultStorage.Op.READ) - reads < 8);
      rig.reopen();
    }
    rig.close();
  }

  @Test
  void recordsAreViewsAndCopiesStay() {
    LogRig rig = new LogRig(9);
    rig.open();
    rig.commit(30, 700);
    List<LogRecord> copies = new java.util.ArrayList<>();
    try (LogCursor cursor = rig.log().read(0)) {
      for (LogRecord record = cursor.next(); record != null; record = cursor.next()) {
        copies.add(record.copy());
        assertEquals(1, record.ops().size());
      }
    }
    for (int i = 0; i < 30; i++) {
      rig.history.get(i + 1L).assertMatches(copies.get(i));
      assertEquals(
          rig.history.historyAt(i + 1L), HistoryHash.next(rig.history.historyAt(i), copies.get(i)));
    }
    rig.close();
  }

  @Test
  void readersForcersAndDiscardersWorkBesideAppends() throws InterruptedException {
    LogRig rig = new LogRig(10, new LogConfig(16 << 10, 1 << 20));
    Log log = rig.open();
    AtomicBoolean done = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads =
        List.of(
            background(failure, done, log::force),
            background(failure, done, () -> tail(log, done)),
            background(failure, done, () -> tail(log, done)),
            background(failure, done, log::prepareSpare),
            background(failure, done, () -> log.discard(log.forcedVersion() - 50)),
            background(failure, done, () -> checkSegments(log)));
    threads.forEach(Thread::start);
    for (int i = 0; i < 3000; i++) {
      rig.append(1 + i % 3, i % 1500);
    }
    log.force();
    done.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
    rig.check();
    rig.reopenAfterCrash();
    rig.check();
    rig.close();
  }

  private static void checkSegments(Log log) {
    long next = 0;
    for (SegmentInfo info : log.segments()) {
      assertTrue(next == 0 || info.firstVersion() == next);
      assertTrue(info.bytes() >= SegmentHeader.BYTES);
      next = info.lastVersion() + 1;
    }
  }

  private static LogCursor atTheEnd(Log log) {
    while (true) {
      try {
        return log.read(log.lastVersion());
      } catch (ReplicaGapException e) {
        // Given up between the two calls: what the end is now may still be there.
        Thread.onSpinWait();
      }
    }
  }

  /** Follows the log from where it is, and checks that every history checksum is right. */
  private static void tail(Log log, AtomicBoolean done) {
    try (LogCursor cursor = atTheEnd(log)) {
      long history = cursor.history();
      long version = cursor.version();
      for (int i = 0; i < 500 || done.get(); i++) {
        LogRecord record = cursor.next();
        if (record == null) {
          if (done.get()) {
            return;
          }
          Thread.onSpinWait();
        } else {
          assertEquals(++version, record.version());
          history = HistoryHash.next(history, record);
          assertEquals(history, record.history());
        }
      }
    }
  }

  private static Thread background(
      AtomicReference<Throwable> failure, AtomicBoolean done, Runnable work) {
    return new Thread(
        () -> {
          try {
            while (!done.get() && failure.get() == null) {
              work.run();
              Thread.onSpinWait();
            }
          } catch (Throwable e) {
            failure.compareAndSet(null, e);
          }
        });
  }
}
