package dev.kedge;

import static dev.kedge.Databases.apply;
import static dev.kedge.Databases.backup;
import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.putMany;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ArchiveTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  private final Events events = new Events();

  /** An archive in memory that fails when it is told to. */
  private static final class Memory implements WalArchive {
    final List<Range> ranges = new ArrayList<>();
    final List<byte[]> contents = new ArrayList<>();
    volatile Exception failure;

    @Override
    public synchronized void store(Range range, Content content) throws Exception {
      if (failure != null) {
        throw failure;
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      content.writeTo(out);
      ranges.add(range);
      contents.add(out.toByteArray());
    }

    long through() {
      return ranges.isEmpty() ? 0 : ranges.get(ranges.size() - 1).lastVersion();
    }
  }

  private final Memory archive = new Memory();

  private DatabaseBuilder builder() {
    return databases.sim("a.kv").walArchive(archive).logRetentionBytes(0).listener(events);
  }

  private static void putLarge(Database database, int count) {
    for (int i = 0; i < count; i++) {
      database.put(bytes("large" + i % 10), bytes((i + "x").repeat(20_000)));
    }
  }

  @Test
  void everyRangeIsArchivedOnceAndInOrderBeforeItIsDiscarded() {
    Database database = databases.open(builder());
    byte[] seed = backup(database);
    long expected = 1;
    for (int round = 0; round < 10; round++) {
      putLarge(database, 7);
      database.checkpoint();
      assertEquals(database.position().version(), archive.through());
      assertEquals(archive.through(), database.stats().archivedVersion());
      assertTrue(database.stats().logFirstVersion() <= archive.through() + 1);
      if (round % 4 == 3) {
        database.close();
        database = databases.open(builder());
      }
    }
    for (WalArchive.Range range : archive.ranges) {
      assertEquals(expected, range.firstVersion());
      assertEquals(database.position().generation(), range.generation());
      expected = range.lastVersion() + 1;
    }
    assertTrue(database.stats().logFirstVersion() > 1);
    databases.restore("r.kv", seed);
    Database replica = databases.openReplica("r.kv");
    archive.contents.forEach(shipped -> apply(replica, shipped));
    assertEquals(content(database), content(replica));
    assertEquals(List.of(), events.of("archive"));
    assertEquals(List.of(), events.of("hole"));
  }

  @Test
  void closingOffersTheRest() {
    Database database = databases.open(builder());
    putMany(database, 0, 5);
    database.close();
    assertEquals(5, archive.through());
    int before = archive.ranges.size();
    databases.open(builder()).close();
    assertEquals(before, archive.ranges.size());
  }

  @Test
  void aFailureKeepsTheLogAndFailsTheCheckpointButNoCommit() {
    Database database = databases.open(builder());
    archive.failure = new IOException("the tape is full");
    for (int round = 0; round < 3; round++) {
      putLarge(database, 7);
      ArchiveException e = assertThrows(ArchiveException.class, database::checkpoint);
      assertEquals(archive.failure, e.getCause());
      assertEquals(database.position().version(), database.stats().checkpointVersion());
      assertEquals(0, database.stats().dirtyBytes());
      assertTrue(database.stats().archiveFailure().contains("the tape is full"));
    }
    assertEquals(1, database.stats().logFirstVersion());
    assertEquals(3, events.of("archive").size());
    assertFalse(database.stats().fenced());
    database.close();
    database = databases.open(builder());
    assertEquals(1, database.stats().logFirstVersion());
    putLarge(database, 3);
    archive.failure = null;
    database.checkpoint();
    assertEquals(1, archive.ranges.get(0).firstVersion());
    assertEquals(24, archive.through());
    assertNull(database.stats().archiveFailure());
    assertTrue(database.stats().logFirstVersion() > 1);
    assertEquals(List.of(), events.of("hole"));
  }

  @Test
  void commitsAndReadsGoOnWhileASinkTakesItsTime() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    WalArchive slow =
        (range, content) -> {
          begun.countDown();
          end.await();
          archive.store(range, content);
        };
    Database database = databases.open(builder().walArchive(slow));
    putLarge(database, 7);
    Future<CheckpointResult> checkpoint = Databases.start(database::checkpoint);
    begun.await();
    putLarge(database, 7);
    assertEquals(7, content(database).size());
    assertEquals(0, archive.through());
    end.countDown();
    Databases.await(checkpoint);
    database.checkpoint();
    assertEquals(14, archive.through());
    assertEquals(List.of(), events.of("archive"));
  }

  @Test
  void aSinkThatHangsIsGivenUpAfterTheTimeout() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    WalArchive hanging =
        (range, content) -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
        };
    Database database =
        databases.open(
            builder()
                .walArchive(hanging)
                .archiveTimeout(Duration.ofMillis(20))
                .closeTimeout(Duration.ofMillis(20)));
    putMany(database, 0, 5);
    ArchiveException e = assertThrows(ArchiveException.class, database::checkpoint);
    assertTrue(e.getMessage().contains("versions 1 to 5"), e.getMessage());
    assertTrue(interrupted.await(30, TimeUnit.SECONDS));
    assertEquals(1, database.stats().logFirstVersion());
    putMany(database, 0, 5);
    database.close();
    assertTrue(events.of("archive").size() >= 2);
  }

  @Test
  void aSinkThatDoesNotReactIsNotCalledAgainBeforeItComesBack() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch returned = new CountDownLatch(1);
    List<WalArchive.Range> calls = new ArrayList<>();
    WalArchive deaf =
        (range, content) -> {
          calls.add(range);
          boolean waiting = calls.size() == 1;
          while (waiting) {
            try {
              release.await();
              waiting = false;
            } catch (InterruptedException e) {
              // That is its point.
            }
          }
          returned.countDown();
        };
    Database database =
        databases.open(builder().walArchive(deaf).archiveTimeout(Duration.ofMillis(20)));
    putMany(database, 0, 5);
    for (int i = 0; i < 3; i++) {
      assertThrows(ArchiveException.class, database::checkpoint);
    }
    assertEquals(1, calls.size());
    release.countDown();
    assertTrue(returned.await(30, TimeUnit.SECONDS));
    long deadline = System.nanoTime() + Databases.patience().toNanos();
    while (database.stats().archivedVersion() < 5 && System.nanoTime() < deadline) {
      try {
        database.checkpoint();
      } catch (ArchiveException e) {
        // Its thread has not ended yet.
      }
    }
    assertEquals(5, database.stats().archivedVersion());
  }

  @Test
  void overTheLimitBlockMakesWritersWaitUntilTheArchiveWorks() throws Exception {
    Database database = databases.open(builder().archiveLimit(1 << 20, OverflowPolicy.BLOCK));
    archive.failure = new IOException("down");
    putLarge(database, 30);
    assertThrows(ArchiveException.class, database::checkpoint);
    Future<Commit> blocked = Databases.start(() -> put(database, "blocked", "1"));
    while (events.of("archive").size() < 3) {
      Thread.onSpinWait();
    }
    assertFalse(blocked.isDone());
    assertEquals(30, content(database).isEmpty() ? 0 : database.position().version());
    archive.failure = null;
    assertEquals(31, Databases.await(blocked).version());
    assertFalse(events.of("stall").isEmpty());
    assertEquals(30, archive.through());
    database.checkpoint();
    assertEquals(List.of(), events.of("hole"));
  }

  @Test
  void closingEndsTheWaitOfABlockedWriter() throws Exception {
    Database database =
        databases.open(
            builder()
                .archiveLimit(1 << 20, OverflowPolicy.BLOCK)
                .archiveTimeout(Duration.ofMillis(50))
                .closeTimeout(Duration.ofMillis(50)));
    archive.failure = new IOException("down");
    putLarge(database, 30);
    assertThrows(ArchiveException.class, database::checkpoint);
    List<Future<Commit>> blocked = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String key = "blocked" + i;
      blocked.add(Databases.start(() -> put(database, key, "1")));
    }
    while (events.of("archive").size() < 3) {
      Thread.onSpinWait();
    }
    database.close();
    for (Future<Commit> one : blocked) {
      ExecutionException e = assertThrows(ExecutionException.class, () -> Databases.await(one));
      assertTrue(e.getCause() instanceof DatabaseClosedException, e.toString());
    }
    archive.failure = null;
    assertEquals(30, databases.open(builder()).position().version());
  }

  @Test
  void closingDoesNotWaitForTheAttemptsOfBlockedWriters() throws Exception {
    WalArchive hanging = (range, content) -> new CountDownLatch(1).await();
    Database database =
        databases.open(
            builder()
                .walArchive(hanging)
                .archiveLimit(1 << 20, OverflowPolicy.BLOCK)
                .archiveTimeout(Duration.ofMillis(500))
                .closeTimeout(Duration.ofMillis(10)));
    putLarge(database, 30);
    assertThrows(ArchiveException.class, database::checkpoint);
    List<Future<Commit>> blocked = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String key = "blocked" + i;
      blocked.add(Databases.start(() -> put(database, key, "1")));
    }
    while (events.of("archive").size() < 2) {
      Thread.onSpinWait();
    }
    long start = System.nanoTime();
    database.close();
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertTrue(millis < 5_000, "closing took " + millis + " ms");
    for (Future<Commit> one : blocked) {
      ExecutionException e = assertThrows(ExecutionException.class, () -> Databases.await(one));
      assertTrue(e.getCause() instanceof DatabaseClosedException, e.toString());
    }
    assertEquals(30, databases.open(builder()).position().version());
  }

  @Test
  void overTheLimitDropGivesTheLogUpAndReportsTheHole() {
    Database database = databases.open(builder().archiveLimit(1 << 20, OverflowPolicy.DROP));
    putMany(database, 0, 5);
    database.checkpoint();
    archive.failure = new IOException("down");
    putLarge(database, 40);
    assertThrows(ArchiveException.class, database::checkpoint);
    put(database, "more", "1");
    assertThrows(ArchiveException.class, database::checkpoint);
    assertFalse(events.of("hole").isEmpty());
    assertEquals("hole 6 " + database.stats().archivedVersion(), events.of("hole").get(0));
    assertTrue(database.stats().logFirstVersion() > 6);
    assertEquals(46, put(database, "goes on", "1").version() - 1);
    archive.failure = null;
    database.checkpoint();
    WalArchive.Range behind = archive.ranges.get(archive.ranges.size() - 1);
    assertEquals(47, behind.lastVersion());
    assertEquals(1, events.of("hole").size());
  }

  /** One with threads that checkpoints all the time, with an archive that hangs. */
  private DatabaseBuilder hanging(CountDownLatch release, OverflowPolicy policy) {
    WalArchive hanging =
        (range, content) -> {
          release.await();
          archive.store(range, content);
        };
    return builder()
        .walArchive(hanging)
        .archiveLimit(1 << 20, policy)
        .closeTimeout(Duration.ZERO)
        .checkpointLogBytes(64 << 10)
        .dirtyBytes(1 << 20)
        .background(true);
  }

  private static boolean isIn(Thread thread, String method) {
    return Arrays.stream(thread.getStackTrace()).anyMatch(f -> f.getMethodName().equals(method));
  }

  @Test
  void whileTheArchiveHangsBlockKeepsTheLogWithinItsLimit() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Database database = databases.open(hanging(release, OverflowPolicy.BLOCK));
    Thread[] writer = new Thread[1];
    CountDownLatch begun = new CountDownLatch(1);
    Future<Long> written =
        Databases.start(
            () -> {
              writer[0] = Thread.currentThread();
              begun.countDown();
              putLarge(database, 400);
              return database.position().version();
            });
    begun.await();
    while (!isIn(writer[0], "awaitRoom")) {
      Thread.onSpinWait();
    }
    long kept = database.stats().logBytes();
    assertTrue(kept < 6 << 20, "log of " + kept + " bytes");
    release.countDown();
    assertEquals(400, Databases.await(written));
    assertEquals(List.of(), events.of("hole"));
  }

  @Test
  void whileTheArchiveHangsDropKeepsTheLogWithinItsLimitAndReportsHoles() {
    Database database = databases.open(hanging(new CountDownLatch(1), OverflowPolicy.DROP));
    long most = 0;
    for (int i = 0; i < 400; i++) {
      database.put(bytes("large" + i % 10), new byte[50_000]);
      most = Math.max(most, database.stats().logBytes());
    }
    assertTrue(most < 6 << 20, "log of " + most + " bytes");
    assertFalse(events.of("hole").isEmpty());
  }

  @Test
  void whatADeafArchiveReadsIsGivenUpToo() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch returned = new CountDownLatch(1);
    OutputStream stuck =
        new OutputStream() {
          @Override
          public void write(int value) {
            reading.countDown();
            boolean waiting = true;
            while (waiting) {
              try {
                release.await();
                waiting = false;
              } catch (InterruptedException e) {
                // That is its point.
              }
            }
          }
        };
    Database database =
        databases.open(
            builder()
                .walArchive(
                    (range, content) -> {
                      try {
                        content.writeTo(stuck);
                      } finally {
                        returned.countDown();
                      }
                    })
                .archiveTimeout(Duration.ofMillis(20))
                .archiveLimit(1 << 20, OverflowPolicy.DROP));
    putMany(database, 0, 5);
    assertThrows(ArchiveException.class, database::checkpoint);
    reading.await();
    for (int i = 0; i < 6; i++) {
      putLarge(database, 20);
      assertThrows(ArchiveException.class, database::checkpoint);
    }
    assertTrue(database.stats().logFirstVersion() > 60, "" + database.stats().logFirstVersion());
    release.countDown();
    assertTrue(returned.await(30, TimeUnit.SECONDS));
  }

  @Test
  void anArchiveThatIsSwitchedOnLaterBeginsWithWhatIsThere() {
    Database database = databases.open(builder().walArchive(null));
    putLarge(database, 30);
    database.checkpoint();
    database.close();
    database = databases.open(builder().walArchive(archive));
    long first = database.stats().logFirstVersion();
    put(database, "more", "1");
    database.checkpoint();
    assertEquals(first, archive.ranges.get(0).firstVersion());
    assertEquals(31, archive.through());
    assertEquals(List.of(), events.of("hole"));
  }

  @Test
  void logThatWentWhileTheArchiveWasOffIsAHole() {
    Database database = databases.open(builder());
    putMany(database, 0, 5);
    database.close();
    database = databases.open(builder().walArchive(null));
    putLarge(database, 60);
    database.checkpoint();
    putLarge(database, 1);
    database.checkpoint();
    database.close();
    database = databases.open(builder().walArchive(archive));
    long first = database.stats().logFirstVersion();
    assertTrue(first > 6);
    put(database, "more", "1");
    database.checkpoint();
    assertEquals(List.of("hole 6 " + (first - 1)), events.of("hole"));
    assertEquals(first, archive.ranges.get(1).firstVersion());
  }
}
