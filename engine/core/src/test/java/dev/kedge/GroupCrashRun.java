package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.FaultStorage.Op;
import dev.kedge.internal.io.SimStorage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Many threads that commit at once, each its own keys one after another, while the engine's threads
 * checkpoint and the power is cut. Of each thread there must be the first so many commits: those
 * that were forced, and perhaps those after.
 */
final class GroupCrashRun implements FaultStorage.Injector {

  private static final List<Durability> LEVELS = List.of(Durability.values());

  private static final Path DATABASE = SimStorage.ROOT.resolve("app.kv");
  private static final int THREADS = 5;
  private static final int CUTS = 6;

  private final Random random;
  private final int valueBytes;
  private final SimStorage disk = new SimStorage();
  private final AtomicLongArray begun = new AtomicLongArray(THREADS);
  private final AtomicLongArray forced = new AtomicLongArray(THREADS);
  private final List<Cut> cuts = new ArrayList<>();
  private long countdown = 30;
  private volatile boolean dead;
  private volatile @Nullable Throwable failure;

  /** A cut, with how many commits of each thread must be and may be there. */
  private record Cut(SimStorage disk, List<Long> least, List<Long> most) {}

  GroupCrashRun(long seed) {
    random = new Random(seed);
    valueBytes = 1 + random.nextInt(3000);
  }

  @Override
  public synchronized void before(Op op, Path path) {
    boolean reads = op == Op.READ || op == Op.LIST || op == Op.MAP;
    if (!dead && !reads && --countdown == 0) {
      List<Long> least = counts(forced);
      SimStorage left = disk.crash(random);
      cuts.add(new Cut(left, least, counts(begun)));
      dead = cuts.size() == CUTS;
      countdown = 1L + random.nextInt(120);
    }
    if (dead) {
      throw new StorageException(path, "the power is out", null);
    }
  }

  private static List<Long> counts(AtomicLongArray array) {
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      counts.add(array.get(i));
    }
    return counts;
  }

  private DatabaseBuilder builder() {
    return Database.builder(DATABASE)
        .pageSize(4096)
        .dirtyBytes(1 << 20)
        .checkpointLogBytes(64 << 10)
        .logRetentionBytes(0)
        .logSegmentBytes(64 << 10);
  }

  /** Runs until the power is out; gives the number of cuts that were inspected. */
  int run() {
    Database database = builder().storage(new FaultStorage(disk, this)).open();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      threads.add(new Thread(() -> commit(database, number), "committer-" + i));
    }
    threads.forEach(Thread::start);
    threads.forEach(GroupCrashRun::join);
    try {
      database.close();
    } catch (KedgeException e) {
      // The power is out.
    }
    assertEquals(null, failure);
    assertEquals(List.of(), disk.openFiles());
    cuts.forEach(this::inspect);
    return cuts.size();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void commit(Database database, int thread) {
    try {
      for (long number = 0; ; number++) {
        Durability durability = LEVELS.get((int) (number * 7 + thread) % LEVELS.size());
        WriteBatch batch = new WriteBatch().put(key(thread, number), value(thread, number));
        begun.set(thread, number + 1);
        database.write(batch, durability);
        if (durability == Durability.FULL) {
          forced.set(thread, number + 1);
        }
      }
    } catch (KedgeException e) {
      if (!dead) {
        failure = e;
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  private static byte[] key(int thread, long number) {
    return String.format("%d-%08d", thread, number).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] value(int thread, long number) {
    byte[] value = new byte[(int) ((number * 31 + thread) % valueBytes)];
    Arrays.fill(value, (byte) (number + thread));
    return value;
  }

  private void inspect(Cut cut) {
    try (Database database = builder().storage(cut.disk).background(false).open()) {
      long sum = 0;
      for (int thread = 0; thread < THREADS; thread++) {
        long count = count(database, thread);
        assertTrue(
            count >= cut.least.get(thread) && count <= cut.most.get(thread),
            count + " of " + cut.least.get(thread) + " to " + cut.most.get(thread));
        sum += count;
      }
      assertEquals(sum, database.position().version());
      assertEquals(List.of(), database.check().problems());
    }
  }

  private long count(Database database, int thread) {
    byte[] prefix = (thread + "-").getBytes(StandardCharsets.UTF_8);
    long number = 0;
    try (Cursor cursor = database.cursor(KeyRange.prefix(prefix))) {
      while (cursor.next()) {
        assertArrayEquals(key(thread, number), cursor.key());
        assertArrayEquals(value(thread, number), cursor.value());
        number++;
      }
    }
    return number;
  }
}
