package dev.kedge;

import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.put;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.FaultStorage.Op;
import dev.kedge.internal.io.SimStorage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DurabilityTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  private long forces() {
    return databases.storage().calls(Op.FORCE);
  }

  private static WriteBatch batch(String key) {
    return new WriteBatch().put(bytes(key), bytes("v"));
  }

  private Database warm(Durability durability) {
    Database database = databases.open(databases.sim("a.kv").durability(durability));
    put(database, "first", "v");
    return database;
  }

  @Test
  void aFullCommitIsOneWriteAndOneForce() {
    Database database = warm(Durability.FULL);
    long forces = forces();
    long writes = databases.storage().calls(Op.WRITE);
    put(database, "a", "1");
    assertEquals(forces + 1, forces());
    assertEquals(writes + 1, databases.storage().calls(Op.WRITE));
    assertEquals(2, database.stats().durableVersion());
  }

  @Test
  void aNormalCommitIsForcedLater() {
    Database database = warm(Durability.NORMAL);
    long forces = forces();
    Commit commit = put(database, "a", "1");
    assertEquals(commit.version() - 1, database.stats().durableVersion());
    // Without threads of the engine the next commit does what is due.
    put(database, "b", "1");
    assertEquals(forces + 2, forces());
    assertEquals(commit.version(), database.stats().durableVersion());
  }

  @Test
  void aCommitWithoutDurabilityIsForcedByTheCheckpointOnly() {
    Database database = warm(Durability.OFF);
    long forces = forces();
    for (int i = 0; i < 10; i++) {
      put(database, "a" + i, "1");
    }
    assertEquals(forces, forces());
    assertEquals(0, database.stats().durableVersion());
    database.checkpoint();
    assertTrue(forces() > forces);
    assertEquals(11, database.stats().durableVersion());
  }

  @Test
  void whatWasCommittedWithLessIsDurableWhenItIsForced() {
    for (Durability less : List.of(Durability.NORMAL, Durability.OFF)) {
      Database database = warm(less);
      Commit commit = put(database, "a", "1");
      database.force();
      assertEquals(commit.version(), database.stats().durableVersion());
      long forces = forces();
      database.force();
      assertEquals(forces, forces());
      database.close();
      assertThrows(DatabaseClosedException.class, database::force);
    }
  }

  @Test
  void eachWriteCanHaveItsOwnDurability() {
    Database database = warm(Durability.FULL);
    long forces = forces();
    database.write(batch("a"), Durability.OFF);
    assertEquals(forces, forces());
    try (Transaction tx = database.begin()) {
      tx.put(bytes("b"), bytes("v"));
      tx.commit(Durability.OFF);
    }
    assertEquals(forces, forces());
    assertEquals(1, database.stats().durableVersion());
    database.write(batch("c"), Durability.FULL);
    assertEquals(forces + 1, forces());
    assertEquals(4, database.stats().durableVersion());
  }

  @Test
  void aPowerCutTakesNothingThatWasForcedAndLeavesWholeCommits() {
    for (int seed = 0; seed < 40; seed++) {
      Database database = warm(Durability.FULL);
      for (int i = 0; i < 5; i++) {
        put(database, "full" + i, "v");
      }
      for (int i = 0; i < 5; i++) {
        database.write(batch("x" + i).put(bytes("y" + i), bytes("v")), Durability.OFF);
      }
      SimStorage crashed = databases.disk().crash(new Random(seed));
      databases.become(crashed);
      Map<String, String> content = content(databases.open("a.kv"));
      for (int i = 0; i < 5; i++) {
        assertEquals("v", content.get("full" + i));
        assertEquals(content.containsKey("x" + i), content.containsKey("y" + i));
        assertTrue(i == 0 || !content.containsKey("x" + i) || content.containsKey("x" + (i - 1)));
      }
      databases.become(new SimStorage());
    }
  }

  @Test
  void aKillTakesNothingAtAnyLevel() {
    for (Durability durability : Durability.values()) {
      Database database = warm(durability);
      for (int i = 0; i < 20; i++) {
        put(database, "k" + i, "v");
      }
      databases.become(databases.disk().kill());
      assertEquals(21, databases.open("a.kv").position().version());
      databases.become(new SimStorage());
    }
  }

  @Test
  void normalCommitsAreForcedWithinTheirInterval() throws InterruptedException {
    CountDownLatch forced = new CountDownLatch(1);
    Database database =
        databases.open(
            databases
                .sim("a.kv")
                .background(true)
                .durability(Durability.NORMAL)
                .normalSyncInterval(Duration.ofMillis(5)));
    databases
        .storage()
        .inject(
            new FaultStorage.Injector() {
              @Override
              public void before(Op op, java.nio.file.Path path) {}

              @Override
              public void after(Op op, java.nio.file.Path path) {
                if (op == Op.FORCE && path.toString().endsWith(".wal")) {
                  forced.countDown();
                }
              }
            });
    put(database, "a", "1");
    assertTrue(forced.await(Databases.patience().toSeconds(), TimeUnit.SECONDS));
  }

  @Test
  void whatIsNotForcedDoesNotLeaveTheDatabase() {
    Database database = warm(Durability.OFF);
    put(database, "a", "1");
    try (LogReader log = database.readLog(1)) {
      assertEquals(null, log.next());
      assertTrue(database.shipWal(new java.io.ByteArrayOutputStream()).isEmpty());
      database.write(batch("b"), Durability.FULL);
      for (int version = 1; version <= 3; version++) {
        assertEquals(version, log.next().version());
      }
    }
  }
}
