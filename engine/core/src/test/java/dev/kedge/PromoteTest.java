package dev.kedge;

import static dev.kedge.Databases.apply;
import static dev.kedge.Databases.backup;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.putMany;
import static dev.kedge.Databases.ship;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.Fault;
import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.SimStorage;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PromoteTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  private final Events events = new Events();
  private Database primary;
  private Database replica;

  @BeforeEach
  void create() {
    primary = databases.open("a.kv");
    putMany(primary, 0, 10);
    databases.restore("r.kv", backup(primary));
    replica = databases.open(databases.sim("r.kv").readReplica(true).listener(events));
    putMany(primary, 5, 10);
    apply(replica, ship(primary, 10));
  }

  @Test
  void aReplicaBecomesAPrimaryInAGenerationOfItsOwn() {
    Position before = replica.position();
    Map<String, String> content = content(replica);
    Position promoted = replica.promote();
    assertEquals(before.version(), promoted.version());
    assertNotEquals(before.generation(), promoted.generation());
    assertEquals(promoted, replica.position());
    assertEquals(Role.PRIMARY, replica.role());
    assertFalse(replica.isRememberedReplica());
    assertEquals(
        List.of("fork " + before + " " + Position.generationText(promoted.generation())),
        events.of("fork"));
    assertEquals(content, content(replica));
    assertEquals(21, put(replica, "own", "1").version());
    assertEquals(promoted.generation(), replica.position().generation());
    assertThrows(IllegalStateException.class, () -> apply(replica, ship(primary, 10)));
  }

  @Test
  void promotingAgainOrAPrimaryDoesNothing() {
    Position promoted = replica.promote();
    assertEquals(promoted, replica.promote());
    put(replica, "own", "1");
    Position later = replica.position();
    assertEquals(later, replica.promote());
    assertEquals(1, events.of("fork").size());
    Position own = primary.position();
    assertEquals(own, primary.promote());
    primary.close();
    primary = databases.open("a.kv");
    assertEquals(own, primary.promote());
  }

  @Test
  void aPromotionIsDurableWhenItReturns() {
    Position promoted = replica.promote();
    for (int seed = 0; seed < 20; seed++) {
      SimStorage crashed = databases.disk().crash(new Random(seed));
      try (Database again =
          Database.builder(Databases.path("r.kv")).storage(crashed).background(false).open()) {
        assertEquals(promoted, again.position());
        assertFalse(again.isRememberedReplica());
        put(again, "own", "1");
        assertEquals(promoted.generation(), again.position().generation());
        Databases.checkOk(again);
      }
    }
  }

  @Test
  void aCrashAnywhereInAPromotionLeavesAReplicaOrAPrimaryThatForks() {
    Position before = replica.position();
    Random random = new Random(3);
    boolean fired = true;
    for (int n = 1; fired; n++) {
      SimStorage start = databases.disk().kill();
      Fault fault = Fault.failNth(n).lasting();
      FaultStorage faulty = new FaultStorage(start);
      Database one = open(faulty, true);
      faulty.inject(fault);
      try {
        one.promote();
      } catch (KedgeException e) {
        assertTrue(fault.fired(), e.toString());
      }
      fired = fault.fired();
      SimStorage crashed = start.crash(random);
      try (Database again = open(new FaultStorage(crashed), false)) {
        assertEquals(20, again.position().version());
        put(again, "own", "1");
        assertNotEquals(before.generation(), again.position().generation());
        Databases.checkOk(again);
      }
    }
  }

  private static Database open(FaultStorage storage, boolean asReplica) {
    return Database.builder(Databases.path("r.kv"))
        .storage(storage)
        .background(false)
        .readReplica(asReplica)
        .open();
  }

  @Test
  void aReplicaIsRememberedAndBecomesAPrimaryWithItsFirstCommit() {
    assertTrue(replica.isRememberedReplica());
    Position before = replica.position();
    replica.close();
    replica = databases.open(databases.sim("r.kv").listener(events));
    assertTrue(replica.isRememberedReplica());
    assertEquals(Role.PRIMARY, replica.role());
    assertEquals(before, replica.position());
    replica.close();
    replica = databases.open(databases.sim("r.kv").listener(events));
    assertTrue(replica.isRememberedReplica());
    put(replica, "own", "1");
    assertFalse(replica.isRememberedReplica());
    assertNotEquals(before.generation(), replica.position().generation());
    assertEquals(1, events.of("fork " + before).size());
    Position own = replica.position();
    replica.close();
    replica = databases.open("r.kv");
    assertFalse(replica.isRememberedReplica());
    put(replica, "own", "2");
    assertEquals(own.generation(), replica.position().generation());
  }

  @Test
  void aRememberedReplicaGoesOnAsAReplica() {
    replica.close();
    databases.open("r.kv").close();
    replica = databases.openReplica("r.kv");
    put(primary, "k", "more");
    apply(replica, ship(primary, 20));
    assertEquals(primary.position(), replica.position());
  }

  @Test
  void aPrimaryReopenedAsAReplicaForksWhenItIsPromoted() {
    Position before = primary.position();
    primary.close();
    primary = databases.openReplica("a.kv");
    assertThrows(ReadOnlyDatabaseException.class, () -> put(primary, "k", "v"));
    Position promoted = primary.promote();
    assertEquals(before.version(), promoted.version());
    assertNotEquals(before.generation(), promoted.generation());
    put(primary, "k", "v");
  }

  @Test
  void aCopyIsMadeIndependentByPromotion() {
    databases.restore("copy.kv", backup(primary));
    Database copy = databases.open("copy.kv");
    Position promoted = copy.promote();
    assertNotEquals(primary.position().generation(), promoted.generation());
    put(copy, "k", "v");
    assertEquals(promoted.generation(), copy.position().generation());
    copy.close();
    copy = databases.open("copy.kv");
    assertEquals(promoted.generation(), copy.position().generation());
  }

  @Test
  void aPromotedReplicaThatWroteNothingKeepsItsGenerationAcrossReopening() {
    Position promoted = replica.promote();
    replica.close();
    for (int i = 0; i < 2; i++) {
      replica = databases.open("r.kv");
      assertEquals(promoted, replica.position());
      assertFalse(replica.isRememberedReplica());
      Databases.checkAndClose(replica);
      try (Database readOnly = databases.sim("r.kv").readOnly(true).open()) {
        assertEquals(promoted, readOnly.position());
        Databases.checkOk(readOnly);
      }
    }
    replica = databases.open("r.kv");
    put(replica, "own", "1");
    assertEquals(new Position(promoted.generation(), 21), replica.position());
    databases.become(databases.disk().kill());
    replica = databases.open("r.kv");
    assertEquals(new Position(promoted.generation(), 21), replica.position());
  }

  @Test
  void aPromotedReplicaIsBackedUpInItsNewGeneration() {
    Position promoted = replica.promote();
    databases.restore("copy.kv", backup(replica));
    Database follower = databases.openReplica("copy.kv");
    assertEquals(promoted, follower.position());
    putMany(replica, 0, 5);
    apply(follower, ship(replica, 20));
    assertEquals(replica.position(), follower.position());
    assertEquals(content(replica), content(follower));
  }

  @Test
  void aReplicaOnAFullDiskIsPromotedOrFailsTyped() {
    databases.disk().limitCapacity(databases.disk().usedBytes());
    try {
      replica.promote();
    } catch (StorageException e) {
      databases.disk().limitCapacity(Long.MAX_VALUE);
      replica.promote();
    }
    databases.disk().limitCapacity(Long.MAX_VALUE);
    put(replica, "own", "1");
  }
}
