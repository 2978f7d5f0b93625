package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kedge.Histories.Told;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Threads that read and write a few keys in transactions, with checkpoints, compactions and backups
 * beside them; what each transaction saw is judged afterwards.
 */
final class HistoryRun {

  private static final int KEYS = 12;

  private final Database database;
  private final Path directory;
  private final long seed;
  private final AtomicLong clock = new AtomicLong();
  private final AtomicLong values = new AtomicLong();
  private final ConcurrentLinkedQueue<Told> history = new ConcurrentLinkedQueue<>();
  private final AtomicLong conflicts = new AtomicLong();

  HistoryRun(Database database, Path directory, long seed) {
    this.database = database;
    this.directory = directory;
    this.seed = seed;
  }

  /** Transactions that were judged. */
  int transactions() {
    return history.size();
  }

  /** Transactions that were refused. */
  long conflicts() {
    return conflicts.get();
  }

  /** Runs so many transactions in each of so many threads, and judges them. */
  void run(int threads, int each) throws Exception {
    long first = database.position().version();
    Map<String, String> initial = Databases.content(database);
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Random random = new Random(seed * 1000 + i);
      running.add(
          Databases.start(
              () -> {
                for (int n = 0; n < each; n++) {
                  transaction(random);
                }
                return null;
              }));
    }
    List<Future<?>> writers = List.copyOf(running);
    running.add(Databases.start(() -> disturb(writers)));
    for (Future<?> one : running) {
      Databases.await(one);
    }
    assertEquals(List.of(), Histories.violations(first, initial, List.copyOf(history)));
  }

  private Void disturb(List<Future<?>> writers) {
    int number = 0;
    while (writers.stream().anyMatch(writer -> !writer.isDone())) {
      database.checkpoint();
      if (number % 4 == 1) {
        database.compact();
      }
      backUp(number++);
    }
    return null;
  }

  /** A backup is a read of everything at its version. */
  private void backUp(int number) {
    long began = clock.incrementAndGet();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BackupResult result = database.backup(out);
    Path file = directory.resolve("copy-" + seed + "-" + number);
    Restore.restore(file, new ByteArrayInputStream(out.toByteArray()));
    try (Database copy = Database.builder(file).readOnly(true).open()) {
      Map<String, String> scan = Databases.content(copy);
      long version = result.position().version();
      history.add(new Told(began, version, Map.of(), scan, Map.of(), 0, clock.incrementAndGet()));
    }
  }

  private static String key(Random random) {
    return "key" + random.nextInt(KEYS);
  }

  private void transaction(Random random) {
    long began = clock.incrementAndGet();
    Map<String, @Nullable String> reads = new HashMap<>();
    Map<String, @Nullable String> writes = new HashMap<>();
    try (Transaction transaction = database.begin()) {
      long snapshot = transaction.snapshotPosition().version();
      Map<String, String> scan = random.nextInt(4) == 0 ? Databases.content(transaction) : null;
      for (int i = 1 + random.nextInt(5); i > 0; i--) {
        if (random.nextBoolean()) {
          read(transaction, key(random), reads, writes);
        } else {
          write(transaction, random, writes);
        }
      }
      long version = end(transaction, random, writes);
      history.add(new Told(began, snapshot, reads, scan, writes, version, clock.incrementAndGet()));
    }
  }

  private static void read(
      Transaction transaction,
      String key,
      Map<String, @Nullable String> reads,
      Map<String, @Nullable String> writes) {
    String value = Databases.get(transaction, key);
    if (writes.containsKey(key)) {
      assertEquals(writes.get(key), value, "its own write");
    } else {
      reads.put(key, value);
    }
  }

  private void write(Transaction transaction, Random random, Map<String, @Nullable String> writes) {
    String key = key(random);
    if (random.nextInt(4) == 0) {
      transaction.delete(Databases.bytes(key));
      writes.put(key, null);
    } else {
      String value = "value" + values.incrementAndGet();
      transaction.put(Databases.bytes(key), Databases.bytes(value));
      writes.put(key, value);
    }
  }

  private long end(Transaction transaction, Random random, Map<String, @Nullable String> writes) {
    if (writes.isEmpty() || random.nextInt(10) == 0) {
      transaction.rollback();
      return 0;
    }
    try {
      Durability[] levels = Durability.values();
      return transaction.commit(levels[random.nextInt(levels.length)]).version();
    } catch (ConflictException e) {
      conflicts.incrementAndGet();
      return 0;
    }
  }
}
