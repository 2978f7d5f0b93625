package dev.kedge;

import static dev.kedge.Databases.apply;
import static dev.kedge.Databases.backup;
import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.ship;
import static dev.kedge.Databases.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Restore, replay to a version, promote, write on, back that up, restore that, and so on. */
class RecoveryIntoThePastTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  private final Map<Position, Map<String, String>> states = new HashMap<>();

  /** Commits, and notes the content of each position: none may come twice. */
  private void commit(Database database, int count, String value) {
    for (int i = 0; i < count; i++) {
      put(database, "k" + i % 5, value + i);
      assertEquals(null, states.put(database.position(), content(database)));
    }
  }

  @Test
  void positionsAreNeverUsedTwiceHoweverOftenThePastIsGoneBackTo() {
    Database live = databases.open("g0.kv");
    commit(live, 10, "first ");
    for (int round = 1; round <= 6; round++) {
      byte[] backup = backup(live);
      Position restored = live.position();
      commit(live, 10, "line " + round + " ");
      byte[] shipped = ship(live, restored.version());
      Position disaster = live.position();

      databases.restore("g" + round + ".kv", backup);
      Database past = databases.openReplica("g" + round + ".kv");
      assertEquals(restored, past.position());
      long target = restored.version() + 1 + round;
      past.applyWalUntil(stream(shipped), target);
      Position before = past.position();
      assertEquals(states.get(before), content(past));
      Position promoted = past.promote();
      assertEquals(target, promoted.version());
      assertNotEquals(disaster.generation(), promoted.generation());
      commit(past, 3, "rewound " + round + " ");
      assertTrue(past.position().version() < disaster.version() || round > 5);
      if (round % 2 == 0) {
        past.close();
        past = databases.open("g" + round + ".kv");
      }
      live = past;
    }
    assertEquals(states.get(live.position()), content(live));
  }

  @Test
  void whatWasShippedFromTheAbandonedLineIsRefusedAfterwards() {
    Database live = databases.open("a.kv");
    commit(live, 10, "a ");
    byte[] backup = backup(live);
    commit(live, 10, "b ");
    byte[] abandoned = ship(live, 10);
    databases.restore("past.kv", backup);
    Database past = databases.openReplica("past.kv");
    past.applyWalUntil(stream(abandoned), 15);
    past.promote();
    commit(past, 8, "c ");
    past.close();
    Database replica = databases.openReplica("past.kv");
    assertThrows(GenerationMismatchException.class, () -> apply(replica, abandoned));
    databases.restore("follower.kv", backup);
    Database follower = databases.openReplica("follower.kv");
    apply(follower, ship(replica, 10));
    assertEquals(replica.position(), follower.position());
    assertEquals(states.get(follower.position()), content(follower));
  }

  @Test
  void theHistoryOfTheRewoundLineIsShippedFromItsBeginning() {
    Database live = databases.open(databases.sim("a.kv").logRetentionBytes(1 << 30));
    byte[] empty = backup(live);
    commit(live, 10, "a ");
    databases.restore("past.kv", empty);
    Database past =
        databases.open(databases.sim("past.kv").readReplica(true).logRetentionBytes(1 << 30));
    past.applyWalUntil(stream(ship(live, 0)), 6);
    past.promote();
    commit(past, 4, "b ");
    live.delete(bytes("k1"));
    databases.restore("follower.kv", empty);
    Database follower = databases.openReplica("follower.kv");
    for (int i = 0; i < 2; i++) {
      ApplyResult applied = apply(follower, ship(past, 0));
      assertEquals(past.position(), applied.position());
    }
    assertEquals(content(past), content(follower));
    try (LogReader log = past.readLog(1)) {
      for (int version = 1; version <= 10; version++) {
        LogEntry entry = log.next();
        Position at = new Position(entry.generation(), entry.version());
        assertEquals(version, entry.version());
        assertTrue(states.containsKey(at), at.toString());
        assertEquals(version > 6, entry.generation() == past.position().generation());
      }
    }
  }
}
