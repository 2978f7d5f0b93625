package dev.kedge.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.StorageException;
import dev.kedge.internal.io.Fault;
import dev.kedge.internal.io.FaultStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random operations on a log, compared with a list of commits. */
class LogModelTest {

  private static final int RUNS = 150;
  private static final int ROUNDS = 120;

  @Test
  void aLogIsAListOfCommits() {
    long seed = Long.getLong("kedge.seed", System.nanoTime());
    System.out.println("LogModelTest: kedge.seed=" + seed);
    Random seeds = new Random(seed);
    for (int run = 0; run < RUNS; run++) {
      new Model(seeds.nextLong()).run();
    }
  }

  /** One log and what it should hold. */
  private static final class Model {
    private final Random random;
    private final LogRig rig;
    private final List<LogCursor> cursors = new ArrayList<>();
    private final StringBuilder trace = new StringBuilder();
    private FaultStorage faults;
    private long forced;
    private long nextGeneration = 2;

    Model(long seed) {
      random = new Random(seed);
      int first = 4096 << random.nextInt(4);
      rig = new LogRig(seed, new LogConfig(first, 1 << 20));
      faults = new FaultStorage(rig.disk);
    }

    void run() {
      try {
        open();
        for (int round = 0; round < ROUNDS; round++) {
          step();
          assertEquals(rig.history.lastVersion(), rig.log().lastVersion());
          assertTrue(rig.log().forcedVersion() >= forced);
        }
        rig.log().force();
        rig.check();
        cursors.forEach(LogCursor::close);
        rig.close();
        assertEquals(List.of(), rig.disk.openFiles());
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("after" + trace, e);
      }
    }

    private void step() {
      int choice = random.nextInt(100);
      if (choice < 45) {
        append();
      } else if (choice < 60) {
        note("force");
        rig.log().force();
        forced = rig.history.lastVersion();
      } else if (choice < 66) {
        note("spare");
        rig.log().prepareSpare();
      } else if (choice < 72) {
        discard();
      } else if (choice < 75) {
        note("fork");
        rig.fork(nextGeneration++);
      } else if (choice < 85) {
        read();
      } else if (choice < 90) {
        failingWrite();
      } else if (choice < 93) {
        readOnly();
      } else {
        reopen(choice % 3);
      }
    }

    private void note(String what) {
      trace.append(' ').append(what);
    }

    private void append() {
      int length = random.nextInt(20) == 0 ? random.nextInt(60_000) : random.nextInt(2000);
      int commits = 1 + random.nextInt(4);
      note("append" + commits + "x" + length);
      rig.append(commits, length);
    }

    private void discard() {
      rig.checkpoint = between(rig.checkpoint, forced);
      long before = rig.log().firstVersion();
      long pinned = cursors.stream().mapToLong(LogCursor::version).min().orElse(Long.MAX_VALUE - 1);
      rig.log().discard(rig.checkpoint);
      long first = rig.log().firstVersion();
      note("discard" + rig.checkpoint + "->" + first);
      assertTrue(first >= before && first <= Math.min(rig.checkpoint, pinned) + 1);
    }

    private void read() {
      note("read");
      if (cursors.size() < 3) {
        long after = between(rig.log().firstVersion() - 1, rig.history.lastVersion());
        cursors.add(rig.log().read(after));
      }
      LogCursor cursor = cursors.get(random.nextInt(cursors.size()));
      long limit = Math.max(cursor.version(), rig.log().forcedVersion());
      for (int i = random.nextInt(60); i > 0 && cursor.version() < limit; i--) {
        LogRecord record = cursor.next();
        rig.history.get(cursor.version()).assertMatches(record);
        assertEquals(rig.history.get(cursor.version()).generation(), cursor.generation());
      }
      if (cursor.version() == limit) {
        assertNull(cursor.next());
      }
      if (random.nextInt(4) == 0) {
        cursors.remove(cursor);
        cursor.close();
      }
    }

    private void failingWrite() {
      note("failing");
      double share = random.nextInt(3) / 2.0;
      faults.inject(
          Fault.failNth(1, FaultStorage.Op.WRITE)
              .at(path -> path.toString().endsWith(".wal"))
              .shortWrite(share));
      int segments = rig.log().segments().size();
      try {
        rig.append(1, random.nextInt(3000));
        assertTrue(rig.log().segments().size() > segments, "only a seal may fail unseen");
      } catch (StorageException e) {
        assertFalse(rig.log().isBroken());
      }
      faults.heal();
    }

    private void readOnly() {
      note("read-only");
      LogStart start = rig.history.startAt(Math.max(rig.checkpoint, rig.log().firstVersion() - 1));
      try (Log log = Log.open(rig.disk, LogRig.DIRECTORY, rig.config, start, true);
          LogCursor cursor = log.replay(log.firstVersion() - 1)) {
        assertEquals(rig.history.lastVersion(), log.lastVersion());
        assertEquals(rig.log().segments(), log.segments());
        assertEquals(rig.log().forks(), log.forks());
        assertTrue(log.forcedVersion() <= rig.log().forcedVersion());
        while (cursor.version() < log.lastVersion()) {
          LogRecord record = cursor.next();
          rig.history.get(cursor.version()).assertMatches(record);
        }
      }
    }

    private void reopen(int way) {
      note(way == 0 ? "close" : way == 1 ? "kill" : "crash");
      cursors.forEach(LogCursor::close);
      cursors.clear();
      if (way == 0) {
        rig.log().close();
        assertEquals(List.of(), rig.disk.openFiles());
      } else {
        rig.use(way == 1 ? rig.disk.kill() : rig.disk.crash(random));
      }
      long before = rig.log().lastVersion();
      open();
      long last = rig.log().lastVersion();
      if (way < 2) {
        assertEquals(before, last);
      }
      assertTrue(last >= forced && last <= before, last + " of " + forced + " to " + before);
      rig.history.cut(last);
      assertEquals(rig.history.generation, rig.log().generation());
      forced = last;
      rig.check();
    }

    private void open() {
      faults = new FaultStorage(rig.disk);
      rig.storage = faults;
      rig.open();
    }

    private long between(long least, long most) {
      return least + (long) (random.nextDouble() * (most - least + 1));
    }
  }
}
