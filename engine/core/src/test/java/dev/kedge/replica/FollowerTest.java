package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.GenerationMismatchException;
import dev.kedge.Position;
import dev.kedge.ReadOnlyDatabaseException;
import dev.kedge.ReplicaGapException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowerTest {

  @TempDir private Path directory;
  private ReplicaRig rig;
  private final History history = new History(6);
  private final MemoryReplicaClient client = new MemoryReplicaClient();
  private Database database;
  private Replica replica;

  @BeforeEach
  void setUp() {
    rig = new ReplicaRig(directory);
    database = rig.open("app.kv");
    replica = rig.replica(database, client).build();
    replica.sync();
    rig.commits(database, history, 5);
    replica.sync();
  }

  @AfterEach
  void tearDown() {
    rig.close();
  }

  private Follower follower() {
    return Follower.builder(rig.path("f.kv"), client).clock(rig).open();
  }

  @Test
  void itIsRestoredAndThenKeptCurrentAlsoAfterAPause() {
    try (Follower follower = follower()) {
      assertEquals(5, follower.position().version());
      for (int i = 0; i < 5; i++) {
        rig.commits(database, history, 3);
        replica.sync();
        assertEquals(database.position(), follower.poll());
        history.assertHas(history.version(), follower.database());
      }
      assertThrows(
          ReadOnlyDatabaseException.class, () -> follower.database().put(new byte[1], new byte[1]));
    }
    for (int i = 0; i < 20; i++) {
      rig.commits(database, history, 3);
      replica.sync();
    }
    try (Follower follower = follower()) {
      assertEquals(20, follower.position().version());
      assertEquals(database.position(), follower.poll());
      history.assertHas(history.version(), follower.database());
    }
  }

  @Test
  void itsLagIsThatOfTheLastHeartbeatAndUnknownAfterThreeWereMissed() {
    try (Follower follower = follower()) {
      assertEquals(ReplicaLag.UNKNOWN, follower.lag());
      rig.advance(Duration.ofMinutes(1));
      replica.monitor().syncRound();
      follower.poll();
      assertEquals(OptionalLong.of(0), follower.lag().versions());
      rig.commits(database, history, 4);
      rig.advance(Duration.ofMinutes(1));
      replica.heartbeat(); // the primary lives, but its commits don't reach the destination
      follower.poll();
      rig.advance(Duration.ofSeconds(7));
      ReplicaLag lag = follower.lag();
      assertEquals(OptionalLong.of(4), lag.versions());
      assertEquals(OptionalLong.empty(), lag.bytes());
      assertEquals(Optional.of(Duration.ofSeconds(7)), lag.proofAge());
      assertTrue(lag.time().orElseThrow().compareTo(Duration.ofSeconds(4)) >= 0);
      rig.advance(Duration.ofMinutes(3));
      follower.poll();
      assertEquals(ReplicaLag.UNKNOWN, follower.lag());
    }
  }

  @Test
  void itFollowsAForkAtOrBehindItsPosition() {
    try (Follower follower = follower()) {
      ReplicaRestore.from(client).to(rig.path("copy.kv"));
      Database copy = rig.open("copy.kv");
      History after = history.fork(5);
      Replica fresh = rig.replica(copy, client).takeOver(true).build();
      rig.commits(copy, after, 4);
      fresh.sync();
      assertEquals(copy.position(), follower.poll());
      after.assertHas(9, follower.database());
      rig.commits(copy, after, 4);
      fresh.sync();
      assertEquals(copy.position(), follower.poll());
    }
  }

  @Test
  void onceItsDatabaseIsPromotedItNeverTouchesItAgain() {
    try (Follower follower =
        Follower.builder(rig.path("f.kv"), client).clock(rig).reseed(true).open()) {
      History after = history.fork(5);
      follower.database().promote();
      rig.commits(follower.database(), after, 3);
      rig.commits(database, history, 3);
      replica.sync();
      assertThrows(IllegalStateException.class, follower::poll);
      assertThrows(IllegalStateException.class, follower::start);
      assertFalse(follower.isRunning());
      after.assertHas(8, follower.database());
    }
  }

  @Test
  void aPrimaryIsNotTakenForAFollower() {
    ReplicaRestore.from(client).to(rig.path("f.kv"));
    History after = history.fork(5);
    try (Database own = Database.builder(rig.path("f.kv")).clock(rig).open()) {
      rig.commits(own, after, 3);
    }
    IllegalStateException e = assertThrows(IllegalStateException.class, this::follower);
    assertTrue(e.getMessage().contains("is a primary"), e.getMessage());
    try (Database own = Database.builder(rig.path("f.kv")).clock(rig).open()) {
      rig.commits(own, after, 1);
      after.assertHas(9, own);
    }
  }

  @Test
  void promotedItHasWhatTheDestinationHadByThen() {
    try (Follower follower = follower()) {
      rig.commits(database, history, 4);
      replica.sync();
      assertEquals(9, follower.promote().version());
      history.assertHas(9, follower.database());
    }
  }

  @Test
  void itIsPromotedThoughTheDestinationFails() {
    FaultyReplicaClient faulty = new FaultyReplicaClient(client);
    List<RuntimeException> errors = new ArrayList<>();
    FollowerListener told =
        new FollowerListener() {
          @Override
          public void onError(RuntimeException error) {
            errors.add(error);
          }
        };
    try (Follower follower =
        Follower.builder(rig.path("f.kv"), faulty).clock(rig).listener(told).open()) {
      rig.commits(database, history, 4);
      replica.sync();
      faulty.failAlways();
      assertEquals(5, follower.promote().version());
      assertEquals(1, errors.size());
    }
  }

  @Test
  void aHeartbeatCountsFromWhenItCameWhateverTheClocksSay() {
    try (Follower follower =
        Follower.builder(rig.path("f.kv"), client)
            .clock(() -> rig.instant().minus(Duration.ofHours(1)))
            .open()) {
      replica.heartbeat();
      follower.poll();
      assertEquals(OptionalLong.of(0), follower.lag().versions());
      rig.advance(Duration.ofMinutes(5));
      follower.poll();
      assertEquals(ReplicaLag.UNKNOWN, follower.lag());
    }
    try (Follower follower =
        Follower.builder(rig.path("f.kv"), client)
            .clock(() -> rig.instant().plus(Duration.ofHours(1)))
            .open()) {
      follower.poll();
      assertEquals(ReplicaLag.UNKNOWN, follower.lag());
      rig.advance(Duration.ofMinutes(1));
      replica.heartbeat();
      follower.poll();
      assertEquals(OptionalLong.of(0), follower.lag().versions());
    }
  }

  @Test
  void aDamagedHeartbeatStopsNobody() {
    try (Follower follower = follower()) {
      rig.commits(database, history, 4);
      replica.sync();
      client.replace(Layout.HEARTBEAT, new byte[] {1, 2, 3});
      assertEquals(9, follower.poll().version());
      assertEquals(ReplicaLag.UNKNOWN, follower.lag());
    }
  }

  @Test
  void aForkBeforeItsPositionIsRefusedOrSeedsItAgain() {
    Database copy;
    History after = history.fork(3);
    try (Follower follower = follower()) {
      ReplicaRestore.from(client).version(3).to(rig.path("copy.kv"));
      copy = rig.open("copy.kv");
      Replica fresh = rig.replica(copy, client).takeOver(true).build();
      rig.commits(copy, after, 4);
      fresh.sync();
      fresh.heartbeat();
      assertThrows(GenerationMismatchException.class, follower::poll);
      assertEquals(ReplicaLag.UNKNOWN, follower.lag());
      history.assertHas(5, follower.database());
    }
    List<Position> left = new ArrayList<>();
    try (Follower follower =
        Follower.builder(rig.path("f.kv"), client)
            .clock(rig)
            .reseed(true)
            .listener(
                new FollowerListener() {
                  @Override
                  public void onReseeded(Position position, RuntimeException cause) {
                    left.add(position);
                  }
                })
            .open()) {
      assertEquals(copy.position(), follower.poll());
      after.assertHas(7, follower.database());
      assertEquals(5, left.get(0).version());
    }
  }

  @Test
  void aGapIsNeverSilent() {
    try (Follower follower = follower()) {
      rig.commits(database, history, 3);
      replica.sync();
      String missing = replica.destination().segments().get(1).object();
      client.delete(missing);
      rig.commits(database, history, 3);
      replica.sync();
      ReplicaGapException gap = assertThrows(ReplicaGapException.class, follower::poll);
      assertEquals(6, gap.expected());
      assertThrows(ReplicaGapException.class, follower::poll);
      replica.snapshot();
      assertThrows(ReplicaGapException.class, follower::poll);
    }
    try (Follower follower =
        Follower.builder(rig.path("f.kv"), client).clock(rig).reseed(true).open()) {
      assertEquals(database.position(), follower.poll());
      history.assertHas(11, follower.database());
    }
  }

  @Test
  void aSnapshotAheadOfTheLogIsNoGapWhileThePrimaryShips() {
    try (Follower follower = follower()) {
      replica.heartbeat();
      rig.commits(database, history, 3);
      replica.snapshot();
      assertEquals(5, follower.poll().version());
      rig.advance(Duration.ofMinutes(4));
      ReplicaGapException silent = assertThrows(ReplicaGapException.class, follower::poll);
      assertEquals(6, silent.expected());
      replica.sync();
      assertEquals(8, follower.poll().version());
    }
  }

  @Test
  void whatRetentionDeletedMeanwhileIsAGap() {
    Replica short1 = rig.replica(database, client).retention(Duration.ofSeconds(1)).build();
    try (Follower follower = follower()) {
      for (int i = 0; i < 3; i++) {
        rig.commits(database, history, 3);
        short1.sync();
        short1.snapshot();
        rig.advance(Duration.ofMinutes(1));
      }
      short1.enforceRetention();
      assertThrows(ReplicaGapException.class, follower::poll);
    }
  }

  @Test
  void startedItFollowsByItself() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    try (Follower follower =
        Follower.builder(rig.path("f.kv"), client)
            .pollInterval(Duration.ofMillis(5))
            .listener(
                new FollowerListener() {
                  @Override
                  public void onApplied(Position position) {
                    if (position.version() == 25) {
                      arrived.countDown();
                    }
                  }
                })
            .open()) {
      follower.start();
      rig.commits(database, history, 20);
      replica.sync();
      assertTrue(arrived.await(30, TimeUnit.SECONDS));
      follower.stop();
      history.assertHas(25, follower.database());
      Position own = follower.promote();
      assertEquals(25, own.version());
      follower.database().put(new byte[1], new byte[1]);
    }
  }

  @Test
  void inSteadyStateAPollIsThreeSmallRequests() {
    try (Follower follower =
        Follower.builder(rig.path("f.kv"), new CountingClient(client)).clock(rig).open()) {
      follower.poll();
    }
    CountingClient counting = new CountingClient(client);
    try (Follower follower = Follower.builder(rig.path("f.kv"), counting).clock(rig).open()) {
      follower.poll();
      long before = counting.counts().values().stream().mapToLong(Long::longValue).sum();
      for (int i = 0; i < 10; i++) {
        rig.advance(Duration.ofSeconds(1));
        follower.poll();
      }
      long after = counting.counts().values().stream().mapToLong(Long::longValue).sum();
      assertEquals(before + 30, after);
    }
  }
}
