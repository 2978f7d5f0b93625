package dev.kedge;

import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.get;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.ship;
import static dev.kedge.Databases.stream;
import static dev.kedge.Databases.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads at once on real files, for a bounded time. */
class ConcurrencyTest {

  private static final int ACCOUNTS = 50;
  private static final int EACH = 1000;

  @TempDir private Path directory;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final List<Future<?>> running = new ArrayList<>();

  private interface Work {
    void run() throws Exception;
  }

  @AfterEach
  void endThreads() throws InterruptedException {
    ended.set(true);
    threads.shutdown();
    assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS));
  }

  /** Does something again and again until the end. */
  private void repeat(Work work) {
    running.add(
        threads.submit(
            () -> {
              while (!ended.get()) {
                work.run();
              }
              return null;
            }));
  }

  private void runFor(long millis) throws Exception {
    long end = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < end && running.stream().noneMatch(Future::isDone)) {
      Thread.sleep(10);
    }
    ended.set(true);
    for (Future<?> one : running) {
      one.get(60, TimeUnit.SECONDS);
    }
  }

  private DatabaseBuilder builder() {
    return Database.builder(directory.resolve("a.kv"))
        .logSegmentBytes(1 << 16)
        .checkpointLogBytes(1 << 18)
        .logRetentionBytes(1 << 20);
  }

  private static String account(int number) {
    return String.format("account%03d", number);
  }

  private static int balance(ReadView view, int number) {
    return Integer.parseInt(get(view, account(number)));
  }

  private static void openAccounts(Database database) {
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < ACCOUNTS; i++) {
      batch.put(bytes(account(i)), bytes("" + EACH));
    }
    database.write(batch);
  }

  private static void transfer(Database database, Random random) {
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    int amount = random.nextInt(10);
    try {
      database.update(
          tx -> {
            tx.put(bytes(account(from)), bytes("" + (balance(tx, from) - amount)));
            tx.put(bytes(account(to)), bytes("" + (balance(tx, to) + amount)));
          });
    } catch (ConflictException e) {
      // Sixteen times in a row; another time then.
    }
  }

  private static void assertNothingIsLost(ReadView view) {
    int sum = 0;
    int count = 0;
    try (Cursor cursor = view.cursor(KeyRange.prefix(bytes("account")))) {
      while (cursor.next()) {
        sum += Integer.parseInt(text(cursor.value()));
        count++;
      }
    }
    assertEquals(ACCOUNTS, count);
    assertEquals(ACCOUNTS * EACH, sum);
  }

  @Test
  void noMoneyIsLostWhateverGoesOnBesideTheTransfers() throws Exception {
    AtomicInteger number = new AtomicInteger();
    Path replicaFile = directory.resolve("r.kv");
    try (Database database = builder().open()) {
      openAccounts(database);
      database.backup(directory.resolve("seed"));
      Restore.restore(replicaFile, directory.resolve("seed"));
      try (Database replica = Database.builder(replicaFile).readReplica(true).open()) {
        for (int i = 0; i < 8; i++) {
          Random random = new Random(i);
          repeat(() -> transfer(database, random));
        }
        for (int i = 0; i < 2; i++) {
          repeat(() -> assertNothingIsLost(database));
        }
        repeat(database::checkpoint);
        repeat(() -> assertTrue(database.check().isOk()));
        repeat(() -> backUpAndLook(database, number.incrementAndGet()));
        repeat(() -> follow(database, replica));
        repeat(() -> follow(database, replica));
        repeat(database::compact);
        repeat(() -> assertNothingIsLost(replica));
        runFor(4000);
        follow(database, replica);
        assertEquals(database.position(), replica.position());
        assertEquals(content(database), content(replica));
        Databases.checkOk(replica);
      }
      assertNothingIsLost(database);
      Databases.checkOk(database);
      assertTrue(database.position().version() > 100, "" + database.position());
    }
    try (Database database = builder().open()) {
      assertNothingIsLost(database);
      Databases.checkOk(database);
    }
  }

  private void backUpAndLook(Database database, int number) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long before = database.position().version();
    BackupResult result =
        database.backup(out, new BackupOptions(number % 2 == 0, ProgressListener.NONE));
    assertTrue(result.position().version() >= before);
    Path copy = directory.resolve("copy" + number);
    Restore.restore(copy, stream(out.toByteArray()));
    try (Database restored = Database.open(copy)) {
      assertEquals(result.position(), restored.position());
      assertNothingIsLost(restored);
    }
  }

  private static void follow(Database database, Database replica) {
    replica.applyWal(stream(ship(database, replica.position().version())));
  }

  @Test
  void writersOfTheirOwnKeysEndInAStateThatIsKnownBeforehand() throws Exception {
    int writers = 12;
    int rounds = 400;
    Map<String, String> expected = new TreeMap<>();
    for (int writer = 0; writer < writers; writer++) {
      write(writer, rounds, new Random(writer), expected::put, expected::remove);
    }
    Path file = directory.resolve("a.kv");
    try (Database database = builder().open()) {
      repeat(database::checkpoint);
      repeat(() -> database.view(Databases::content));
      List<Future<?>> all = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        int own = writer;
        all.add(
            threads.submit(
                () ->
                    write(
                        own,
                        rounds,
                        new Random(own),
                        (key, value) -> put(database, key, value),
                        key -> database.delete(bytes(key)))));
      }
      for (Future<?> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
      runFor(0);
      assertEquals(expected, content(database));
      assertEquals((long) writers * rounds, database.position().version());
      assertTrue(database.stats().largestGroup() > 1);
      Databases.checkOk(database);
    }
    try (Database database = Database.open(file)) {
      assertEquals(expected, content(database));
    }
  }

  private interface Put {
    Object put(String key, String value);
  }

  private interface Remove {
    Object remove(String key);
  }

  private static void write(int writer, int rounds, Random random, Put put, Remove remove) {
    for (int i = 0; i < rounds; i++) {
      String key = "w" + random.nextInt(100) + "-" + writer;
      if (random.nextInt(4) == 0) {
        remove.remove(key);
      } else {
        put.put(key, "v" + i + "x".repeat(random.nextInt(200)));
      }
    }
  }

  @Test
  void versionsOfConcurrentCommitsAreDistinctAndWithoutAGap() throws Exception {
    int writers = 8;
    int commits = 200;
    try (Database database = builder().durability(Durability.NORMAL).open()) {
      List<Future<List<Commit>>> all = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        String key = "w" + writer;
        all.add(
            threads.submit(
                () -> {
                  List<Commit> own = new ArrayList<>();
                  for (int i = 0; i < commits; i++) {
                    own.add(put(database, key, "" + i));
                    assertEquals("" + i, get(database, key));
                  }
                  return own;
                }));
      }
      TreeMap<Long, Commit> byVersion = new TreeMap<>();
      for (Future<List<Commit>> one : all) {
        long last = 0;
        for (Commit commit : one.get(60, TimeUnit.SECONDS)) {
          assertTrue(commit.version() > last);
          last = commit.version();
          assertEquals(null, byVersion.put(commit.version(), commit));
        }
      }
      assertEquals((long) writers * commits, byVersion.size());
      assertEquals(1, byVersion.firstKey());
      assertEquals((long) writers * commits, byVersion.lastKey());
      Commit before = byVersion.firstEntry().getValue();
      for (Commit commit : byVersion.values()) {
        assertTrue(!commit.time().isBefore(before.time()));
        before = commit;
      }
      Databases.checkOk(database);
    }
  }

  @Test
  void writersThatAreFasterThanCheckpointsWaitAndTheHeapStaysBounded() throws Exception {
    long budget = 4 << 20;
    try (Database database = builder().dirtyBytes(budget).durability(Durability.OFF).open()) {
      List<Future<Long>> all = new ArrayList<>();
      for (int writer = 0; writer < 8; writer++) {
        int own = writer;
        all.add(
            threads.submit(
                () -> {
                  long most = 0;
                  for (int i = 0; i < 150; i++) {
                    database.put(bytes(own + "-" + i % 20), new byte[30_000 + i]);
                    most = Math.max(most, database.stats().dirtyBytes());
                  }
                  return most;
                }));
      }
      for (Future<Long> one : all) {
        long most = one.get(60, TimeUnit.SECONDS);
        assertTrue(most < 2 * budget, "dirty bytes: " + most);
      }
      assertTrue(database.stats().checkpoints() > 5);
      assertEquals(160, database.stats().entries());
      assertEquals(30_149, database.get(bytes("3-9")).length);
      Databases.checkOk(database);
    }
  }

  @Test
  void closingWhileOthersUseItGivesThemAnErrorAndLosesNothingAcknowledged() throws Exception {
    for (int round = 0; round < 5; round++) {
      Path file = directory.resolve("c" + round);
      Database database = Database.open(file);
      List<Future<Integer>> all = new ArrayList<>();
      AtomicInteger started = new AtomicInteger();
      for (int writer = 0; writer < 8; writer++) {
        String key = "w" + writer;
        all.add(threads.submit(() -> writeUntilClosed(database, key, started)));
      }
      while (started.get() < 8) {
        Thread.onSpinWait();
      }
      database.close();
      try (Database again = Database.open(file)) {
        for (int writer = 0; writer < 8; writer++) {
          int acknowledged = all.get(writer).get(60, TimeUnit.SECONDS);
          int found = Integer.parseInt(get(again, "w" + writer));
          assertTrue(
              found == acknowledged || found == acknowledged + 1, found + ", " + acknowledged);
        }
        Databases.checkOk(again);
      }
    }
  }

  private static int writeUntilClosed(Database database, String key, AtomicInteger started) {
    int acknowledged = 0;
    while (true) {
      try {
        put(database, key, "" + (acknowledged + 1));
        acknowledged++;
        assertEquals("" + acknowledged, get(database, key));
        if (acknowledged == 10) {
          started.incrementAndGet();
        }
      } catch (DatabaseClosedException e) {
        return acknowledged;
      }
    }
  }

  @Test
  void closingWhileLongOperationsRunEndsThemWithATypedError() throws Exception {
    for (int round = 0; round < 4; round++) {
      Path file = directory.resolve("long" + round);
      Database database = Database.open(file);
      WriteBatch batch = new WriteBatch();
      for (int i = 0; i < 2000; i++) {
        batch.put(bytes("k" + i), new byte[1000]);
      }
      database.write(batch);
      List<Work> operations =
          List.of(
              () -> database.backup(OutputStream.nullOutputStream()),
              database::compact,
              database::check,
              database::checkpoint,
              () -> database.shipWal(OutputStream.nullOutputStream()),
              () -> content(database),
              () -> put(database, "k", "v"));
      List<Future<?>> all = new ArrayList<>();
      CountDownLatch started = new CountDownLatch(operations.size());
      for (Work operation : operations) {
        all.add(threads.submit(() -> untilItFails(operation, started)));
      }
      started.await();
      database.close();
      for (Future<?> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
      try (Database again = Database.open(file)) {
        assertTrue(again.stats().entries() >= 2000);
        Databases.checkOk(again);
      }
    }
  }

  private static Object untilItFails(Work operation, CountDownLatch started) throws Exception {
    try {
      while (true) {
        operation.run();
        started.countDown();
      }
    } catch (KedgeException e) {
      started.countDown();
      return e;
    }
  }
}
