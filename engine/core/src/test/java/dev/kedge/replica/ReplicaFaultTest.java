package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.KedgeException;
import dev.kedge.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The whole life of a replica, once for each of its requests, which then fails: after every fault
 * the destination restores to a state that was, nothing that was proved is lost, and the next sync
 * goes on by itself.
 */
class ReplicaFaultTest {

  @TempDir private Path directory;

  private static final int STRIDE = 5;

  @ParameterizedTest
  @EnumSource(names = {"BEFORE", "AFTER"})
  void afterARequestThatFailsNothingProvedIsLostAndTheNextSyncGoesOn(FaultyReplicaClient.Way way) {
    lives(way, STRIDE);
  }

  @ParameterizedTest
  @EnumSource(names = {"BEFORE", "AFTER"})
  @Tag("campaign")
  void soItIsAfterAnyRequest(FaultyReplicaClient.Way way) {
    lives(way, 1);
  }

  private void lives(FaultyReplicaClient.Way way, int stride) {
    try (ReplicaRig rig = new ReplicaRig(directory)) {
      boolean fired = true;
      int n = 1;
      while (fired) {
        fired = life(rig, n, way, false);
        n += stride;
      }
      assertTrue(n > 30, n + " requests");
    }
  }

  @Test
  void aDestinationThatListsInNoOrderServesAWholeLife() {
    try (ReplicaRig rig = new ReplicaRig(directory)) {
      assertFalse(life(rig, Integer.MAX_VALUE, FaultyReplicaClient.Way.BEFORE, true));
    }
  }

  /** One life; false if it was over before the n-th request. */
  private boolean life(ReplicaRig rig, int n, FaultyReplicaClient.Way way, boolean listInNoOrder) {
    String name = "life-" + way + "-" + n;
    History history = new History(n);
    MemoryReplicaClient destination = new MemoryReplicaClient();
    FaultyReplicaClient client = new FaultyReplicaClient(destination);
    client.failNth(n, way);
    if (listInNoOrder) {
      client.listInNoOrder();
    }
    try (Database database = rig.open(name + ".kv")) {
      Replica replica = rig.replica(database, client).retention(Duration.ofMinutes(10)).build();
      boolean checked = false;
      for (int round = 0; round < 4; round++) {
        rig.commits(database, history, 3);
        attempt(replica::sync);
        if (client.fired() && !checked) {
          checked = true;
          checkRestores(rig, destination, replica, history, name + "-fault.kv");
        }
        attempt(replica::snapshot);
        attempt(replica::heartbeat);
        rig.advance(Duration.ofMinutes(5));
        attempt(replica::enforceRetention);
      }
      client.heal();
      replica.sync();
      assertEquals(database.position(), replica.position().orElseThrow());
      checkRestores(rig, destination, replica, history, name + "-end.kv");
      assertEquals(12, ReplicaRestore.from(destination).plan().through().version());
    }
    return client.fired();
  }

  private static void attempt(Runnable work) {
    try {
      work.run();
    } catch (KedgeException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("memory://test"), e.toString());
    }
  }

  /** What is there restores, to at least what was proved. */
  private static void checkRestores(
      ReplicaRig rig, ReplicaClient destination, Replica replica, History history, String name) {
    Optional<Position> proved = replica.position();
    if (proved.isEmpty()) {
      return;
    }
    Path path = rig.path(name);
    ReplicaRestoreResult result = ReplicaRestore.from(destination).to(path);
    long version = result.position().version();
    assertTrue(version >= proved.get().version(), version + " of " + proved);
    try (Database copy = Database.builder(path).readOnly(true).open()) {
      history.assertHas(version, copy);
    }
  }

  @Test
  void aWriterWhoseClaimSeemedToFailClaimsTheNextEpoch() {
    try (ReplicaRig rig = new ReplicaRig(directory)) {
      MemoryReplicaClient destination = new MemoryReplicaClient();
      FaultyReplicaClient client = new FaultyReplicaClient(destination);
      Database database = rig.open("app.kv");
      Replica replica = rig.replica(database, client).build();
      client.failNth(3, FaultyReplicaClient.Way.AFTER);
      attempt(replica::sync);
      client.heal();
      replica.sync();
      assertTrue(replica.stats().epoch() >= 1);
    }
  }
}
