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
import java.util.function.Supplier;
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
    strikeEach(STRIDE, (rig, n) -> life(rig, n, way, false));
  }

  @ParameterizedTest
  @EnumSource(names = {"BEFORE", "AFTER"})
  @Tag("campaign")
  void soItIsAfterAnyRequest(FaultyReplicaClient.Way way) {
    strikeEach(1, (rig, n) -> life(rig, n, way, false));
  }

  /** Something whose n-th request fails; false if it was over before. */
  @FunctionalInterface
  private interface Struck {
    boolean fired(ReplicaRig rig, int n);
  }

  private void strikeEach(int stride, Struck what) {
    try (ReplicaRig rig = new ReplicaRig(directory)) {
      boolean fired = true;
      int n = 1;
      while (fired) {
        fired = what.fired(rig, n);
        n += stride;
      }
      assertTrue(n > 30, n + " requests");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BEFORE", "AFTER"})
  void afterARequestThatFailsWhoReadsHasAStateThatWasOrNothing(FaultyReplicaClient.Way way) {
    strikeEach(STRIDE, (rig, n) -> new Succession(rig, n, way).fired());
  }

  @ParameterizedTest
  @EnumSource(names = {"BEFORE", "AFTER"})
  @Tag("campaign")
  void soItIsWithAnyRequestOfTheirs(FaultyReplicaClient.Way way) {
    strikeEach(1, (rig, n) -> new Succession(rig, n, way).fired());
  }

  /** A follower, a restore, its take-over and validation, and the n-th request of theirs fails. */
  private static final class Succession {
    private final ReplicaRig rig;
    private final String name;
    private final History history;
    private final MemoryReplicaClient destination = new MemoryReplicaClient();
    private final FaultyReplicaClient client = new FaultyReplicaClient(destination);

    Succession(ReplicaRig rig, int n, FaultyReplicaClient.Way way) {
      this.rig = rig;
      this.name = "succession-" + way + "-" + n;
      this.history = new History(n);
      client.failNth(n, way);
    }

    boolean fired() {
      try (Database primary = rig.open(name + ".kv")) {
        Replica replica = rig.replica(primary, destination).build();
        ship(primary, replica);
        follow(primary, replica);
        succeed();
      }
      return client.fired();
    }

    private void ship(Database primary, Replica replica) {
      rig.commits(primary, history, 3);
      replica.sync();
      replica.heartbeat();
    }

    private void follow(Database primary, Replica replica) {
      try (Follower follower =
          again(() -> Follower.builder(rig.path(name + "-f.kv"), client).clock(rig).open())) {
        for (int round = 0; round < 3; round++) {
          ship(primary, replica);
          assertEquals(primary.position(), again(follower::poll));
          history.assertHas(history.version(), follower.database());
        }
      }
    }

    private void succeed() {
      Path path = rig.path(name + "-copy.kv");
      again(() -> ReplicaRestore.from(client).to(path));
      History after = history.fork(history.version());
      try (Database copy = rig.open(name + "-copy.kv")) {
        rig.commits(copy, after, 3);
        Replica next = rig.replica(copy, client).takeOver(true).build();
        again(next::sync);
        assertTrue(again(next::validate).matches());
        rig.commits(copy, after, 3);
        again(next::sync);
        rig.assertRestores(ReplicaRestore.from(destination), after, after.version());
      }
    }

    /** Does it once more if it fails, as people do. */
    private static <T> T again(Supplier<T> work) {
      try {
        return work.get();
      } catch (KedgeException e) {
        assertTrue(String.valueOf(e.getMessage()).contains("memory://test"), e.toString());
        return work.get();
      }
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
