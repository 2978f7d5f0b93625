package dev.kedge.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kedge.Ancestor;
import dev.kedge.StorageException;
import dev.kedge.internal.io.Fault;
import dev.kedge.internal.io.FaultStorage;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogGenerationTest {

  @Test
  void theNextAppendBeginsTheGeneration() {
    LogRig rig = new LogRig(1);
    rig.open();
    rig.commit(3, 100);
    rig.fork(2);
    assertEquals(1, rig.log().generation());
    assertEquals(List.of(), rig.log().forks());
    rig.commit(2, 100);
    assertEquals(2, rig.log().generation());
    rig.fork(-5);
    rig.commit(2, 100);
    List<Ancestor> forks = List.of(new Ancestor(1, 3), new Ancestor(2, 5));
    for (int opens = 0; opens < 3; opens++) {
      assertEquals(-5, rig.log().generation());
      assertEquals(forks, rig.log().forks());
      assertEquals(
          List.of(1L, 2L, -5L),
          rig.log().segments().stream().map(SegmentInfo::generation).toList());
      rig.check();
      rig.reopenAfterCrash();
    }
    rig.commit(1, 10);
    assertEquals(-5, rig.log().generation());
    rig.check();
    rig.log().discard(3);
    assertEquals(forks, rig.log().forks());
    rig.log().discard(5);
    assertEquals(List.of(forks.get(1)), rig.log().forks());
    rig.reopen();
    assertEquals(List.of(forks.get(1)), rig.log().forks());
    assertEquals(-5, rig.log().generation());
    rig.close();
  }

  @Test
  void anEmptyLogCanBeginWithAChild() {
    LogRig rig = new LogRig(2);
    rig.history = new History(new LogStart(10, 99, 5, 0, true));
    rig.open();
    rig.fork(77);
    rig.commit(2, 100);
    rig.reopenAfterCrash();
    assertEquals(List.of(new Ancestor(0, 10)), rig.log().forks());
    assertEquals(77, rig.log().generation());
    rig.check();
    rig.close();
  }

  @Test
  void aCursorTellsWhereAGenerationBegins() {
    LogRig rig = new LogRig(3);
    rig.open();
    rig.commit(2, 100);
    LogCursor tail = rig.log().read(2);
    assertEquals(1, tail.generation());
    assertNull(tail.next());
    rig.fork(2);
    rig.commit(2, 100);
    try (tail;
        LogCursor whole = rig.log().read(0);
        LogCursor atFork = rig.log().read(2);
        LogCursor behind = rig.log().read(3)) {
      assertEquals(1, atFork.generation());
      assertEquals(2, behind.generation());
      whole.next();
      whole.next();
      assertEquals(1, whole.generation());
      assertNull(whole.fork());
      for (LogCursor cursor : List.of(tail, whole, atFork)) {
        rig.history.get(3).assertMatches(cursor.next());
        assertEquals(new Ancestor(1, 2), cursor.fork());
        assertEquals(2, cursor.generation());
        rig.history.get(4).assertMatches(cursor.next());
        assertNull(cursor.fork());
      }
      rig.history.get(4).assertMatches(behind.next());
      assertNull(behind.fork());
    }
    rig.close();
  }

  @Test
  void theParentStaysInForceIfTheFirstRecordIsLost() {
    for (int parentAppends = 0; parentAppends < 2; parentAppends++) {
      LogRig rig = new LogRig(4);
      rig.open();
      rig.commit(3, 100);
      rig.fork(2);
      rig.append(1, 100);
      rig.use(rig.disk.kill());
      rig.disk.flipBit(rig.segment(2), 4096 + 20, 1);
      rig.history.cut(3);
      for (int opens = 0; opens < 2; opens++) {
        rig.open();
        assertEquals(1, rig.log().generation());
        assertEquals(List.of(), rig.log().forks());
        assertEquals(4096, rig.log().tear().orElseThrow().offset());
        rig.check();
      }
      if (parentAppends > 0) {
        rig.commit(2, 100);
        rig.check();
        assertEquals(1, rig.log().generation());
      }
      long forkedAfter = rig.history.lastVersion();
      rig.fork(3);
      rig.commit(2, 100);
      for (int opens = 0; opens < 2; opens++) {
        assertEquals(3, rig.log().generation());
        assertEquals(List.of(new Ancestor(1, forkedAfter)), rig.log().forks());
        assertEquals(1, rig.log().segments().get(1).generation());
        rig.check();
        rig.reopen();
      }
      rig.close();
    }
  }

  @Test
  void aFailedFirstAppendBeginsTheGenerationAtTheNextOne() {
    for (int n = 1; n <= 4; n++) {
      LogRig rig = new LogRig(5, new LogConfig(65536, 1 << 20));
      FaultStorage storage = new FaultStorage(rig.disk);
      rig.storage = storage;
      rig.open();
      rig.commit(3, 100);
      rig.fork(2);
      storage.inject(
          Fault.failNth(n, FaultStorage.Op.WRITE)
              .at(path -> !path.equals(rig.segment(1)))
              .shortWrite(n % 2));
      if (n < 4) {
        assertThrows(StorageException.class, () -> rig.append(1, 100));
        assertEquals(1, rig.log().generation());
      }
      storage.heal();
      rig.commit(2, 100);
      assertEquals(2, rig.log().generation());
      assertEquals(List.of(new Ancestor(1, 3)), rig.log().forks());
      rig.check();
      rig.reopenAfterCrash();
      assertEquals(2, rig.log().generation());
      assertEquals(List.of(new Ancestor(1, 3)), rig.log().forks());
      rig.check();
      rig.close();
    }
  }

  @Test
  void theGenerationInForceCannotBegin() {
    LogRig rig = new LogRig(6);
    rig.open();
    assertThrows(IllegalArgumentException.class, () -> rig.log().beginGeneration(1));
    rig.close();
  }
}
