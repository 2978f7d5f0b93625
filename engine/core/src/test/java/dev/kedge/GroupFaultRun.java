package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.Fault;
import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.FaultStorage.Op;
import dev.kedge.internal.io.SimStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

/**
 * Many threads that commit at once, while the engine's threads checkpoint and the storage fails
 * once a round. Each commit is as its thread was told, at once and after reopening.
 */
final class GroupFaultRun {

  private static final int THREADS = 5;
  private static final int ROUNDS = 4;
  private static final int COMMITS = 25;
  private static final List<Durability> LEVELS = List.of(Durability.values());

  private final Random random;
  private final int valueChars;
  private final SimStorage disk = new SimStorage();
  private final FaultStorage storage = new FaultStorage(disk);
  private final Set<String> made = ConcurrentHashMap.newKeySet();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final Set<String> doubtful = ConcurrentHashMap.newKeySet();
  private long faults;

  GroupFaultRun(long seed) {
    random = new Random(seed);
    valueChars = 1 + random.nextInt(3000);
  }

  private Database open() {
    return Database.builder(Databases.path("app.kv"))
        .storage(storage)
        .pageSize(4096)
        .dirtyBytes(1 << 20)
        .checkpointLogBytes(64 << 10)
        .logRetentionBytes(0)
        .logSegmentBytes(64 << 10)
        .open();
  }

  /** Runs all rounds; gives how often the storage failed. */
  long run() throws Exception {
    Database database = open();
    for (int round = 0; round < ROUNDS; round++) {
      commitAmidAFault(database, round);
      inspect(database);
      database = reopenIfFenced(database);
      assertEquals(Set.of(), doubtful);
    }
    awaitBackground(database);
    Databases.checkAndClose(reopenIfFenced(database));
    assertEquals(List.of(), disk.openFiles());
    assertEquals(List.of(), disk.heldLocks());
    return faults;
  }

  private Database reopenIfFenced(Database database) {
    if (!database.stats().fenced()) {
      return database;
    }
    closeFenced(database);
    Database again = open();
    settle(Databases.content(again));
    inspect(again);
    return again;
  }

  /** The last fault may strike a checkpoint in the background that goes on when it is healed. */
  private static void awaitBackground(Database database) {
    try {
      database.checkpoint();
    } catch (DatabaseFencedException e) {
      // It did.
    }
  }

  private void commitAmidAFault(Database database, int round) throws Exception {
    Fault fault = fault(1L + random.nextInt(random.nextBoolean() ? 20 : 200));
    storage.inject(fault);
    List<Future<Void>> running = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      String name = round + "-" + i + "-";
      running.add(
          Databases.start(
              () -> {
                commit(database, name);
                return null;
              }));
    }
    for (Future<Void> one : running) {
      Databases.await(one);
    }
    storage.heal();
    faults += fault.fired() ? 1 : 0;
  }

  private Fault fault(long n) {
    return switch (random.nextInt(5)) {
      case 0 -> Fault.failNth(n, Op.WRITE).shortWrite(random.nextDouble());
      case 1 -> Fault.failNth(n).afterwards();
      case 2 -> Fault.failNth(n, Op.WRITE, Op.OPEN).full();
      case 3 -> Fault.failNth(n / 4 + 1, Op.FORCE);
      default -> Fault.failNth(n);
    };
  }

  private void commit(Database database, String name) {
    for (int number = 0; number < COMMITS; number++) {
      String key = name + number;
      byte[] value = Databases.bytes(key.repeat(valueChars / key.length() + 1));
      WriteBatch batch = new WriteBatch().put(Databases.bytes(key), value);
      batch.put(Databases.bytes(key + " too"), value);
      try {
        database.write(batch, LEVELS.get(number % LEVELS.size()));
        made.add(key);
      } catch (KedgeException e) {
        (outcome(e) == Outcome.UNKNOWN ? doubtful : refused).add(key);
      }
    }
  }

  private static Outcome outcome(KedgeException e) {
    if (e instanceof DatabaseFencedException fenced) {
      return fenced.outcome();
    }
    return e instanceof StorageFullException full ? full.outcome() : Outcome.NOT_COMMITTED;
  }

  /** What is made is there, whole, and nothing else. */
  private void inspect(Database database) {
    Map<String, String> content = Databases.content(database);
    for (String key : made) {
      assertTrue(content.containsKey(key), () -> key + " is lost");
      assertEquals(content.get(key), content.get(key + " too"));
    }
    for (String key : refused) {
      assertFalse(content.containsKey(key), () -> key + " is there and was refused");
    }
    assertEquals(2L * made.size(), content.size());
    assertEquals(made.size(), database.position().version());
  }

  /** Of what was doubtful, reopening tells what became. */
  private void settle(Map<String, String> content) {
    for (String key : doubtful) {
      (content.containsKey(key) ? made : refused).add(key);
    }
    doubtful.clear();
  }

  private static void closeFenced(Database database) {
    try {
      database.close();
    } catch (KedgeException e) {
      // Closed all the same.
    }
  }
}
