package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.DestinationException;
import dev.kedge.KedgeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A destination that does not answer keeps nobody from stopping, closing, and going on. */
@Timeout(300)
class ReplicaHangTest {

  private static final Duration SOON = Duration.ofMillis(1);
  private static final int STRIDE = 7;

  @TempDir private Path directory;
  private ReplicaRig rig;
  private final History history = new History(11);
  private final MemoryReplicaClient destination = new MemoryReplicaClient();
  private final FaultyReplicaClient client = new FaultyReplicaClient(destination);

  @BeforeEach
  void setUp() {
    rig = new ReplicaRig(directory);
  }

  @AfterEach
  void tearDown() {
    client.release();
    rig.close();
  }

  /** Hears what the replica has to tell. */
  private static final class Told implements ReplicaListener {
    final List<Duration> hung = new ArrayList<>();
    final List<Duration> stalled = new ArrayList<>();
    final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public void onHung(Duration waited) {
      hung.add(waited);
    }

    @Override
    public void onStalled(ReplicaLag lag, Duration since) {
      stalled.add(since);
    }

    @Override
    public void onState(ReplicaState state) {
      if (state == ReplicaState.STOPPED) {
        stopped.countDown();
      }
    }
  }

  private Replica started(Database database, Told told, FaultyReplicaClient.Way way) {
    Replica replica =
        Replica.builder(database, client)
            .syncInterval(SOON)
            .stopTimeout(SOON)
            .listener(told)
            .build();
    replica.sync();
    client.hangFrom(1, way);
    rig.commits(database, history, 3);
    replica.start();
    client.hanging().join();
    return replica;
  }

  @Test
  void aReplicaThatIsStoppedSaysThatItHangsAndStartsAgainOnceThatIsOver() throws Exception {
    Database database = rig.open("app.kv");
    Told told = new Told();
    Replica replica = started(database, told, FaultyReplicaClient.Way.HANG);
    replica.stop();
    assertEquals(ReplicaState.HUNG, replica.state());
    assertEquals(List.of(SOON), told.hung);
    assertThrows(DestinationException.class, replica::start);
    assertThrows(DestinationException.class, replica::sync);
    replica.stop();
    client.release();
    told.stopped.await();
    assertEquals(ReplicaState.STOPPED, replica.state());
    replica.start();
    assertTrue(replica.awaitReplicated(3, Duration.ofMinutes(4)));
    replica.stop();
    assertEquals(ReplicaState.STOPPED, replica.state());
    rig.assertRestores(ReplicaRestore.from(destination), history, 3);
  }

  @Test
  void aRequestThatCanBeInterruptedEndsWhenTheReplicaStops() {
    Database database = rig.open("app.kv");
    Told told = new Told();
    Replica replica = started(database, told, FaultyReplicaClient.Way.HANG_UNTIL_INTERRUPTED);
    replica.stop();
    assertEquals(ReplicaState.STOPPED, replica.state());
    assertEquals(List.of(), told.hung);
  }

  @Test
  void closingTheDatabaseDoesNotWaitForTheDestinationAndNothingIsLost() {
    Database database = rig.open("app.kv");
    Replica replica = started(database, new Told(), FaultyReplicaClient.Way.HANG);
    database.close();
    assertEquals(ReplicaState.HUNG, replica.state());
    client.release();
    Database again = rig.open("app.kv");
    rig.replica(again, destination).build().sync();
    rig.assertRestores(ReplicaRestore.from(destination), history, 3);
  }

  @Test
  void aSyncThatHangsIsAnAlarm() {
    Database database = rig.open("app.kv");
    Told told = new Told();
    Replica replica = rig.replica(database, client).listener(told).build();
    replica.sync();
    client.hangFrom(1, FaultyReplicaClient.Way.HANG);
    rig.commits(database, history, 3);
    CompletableFuture<Void> round = CompletableFuture.runAsync(replica.monitor()::syncRound);
    client.hanging().join();
    replica.monitor().watchRound();
    rig.advance(Duration.ofMinutes(5));
    replica.monitor().watchRound();
    assertEquals(List.of(Duration.ofMinutes(5)), told.stalled);
    client.release();
    round.join();
  }

  @Test
  void aFollowerThatIsClosedDoesNotWaitForTheDestination() {
    Database database = rig.open("app.kv");
    rig.replica(database, destination).build().sync();
    List<RuntimeException> errors = new ArrayList<>();
    FollowerListener told =
        new FollowerListener() {
          @Override
          public void onError(RuntimeException error) {
            errors.add(error);
          }
        };
    Follower follower =
        Follower.builder(rig.path("f.kv"), client)
            .pollInterval(SOON)
            .stopTimeout(SOON)
            .listener(told)
            .open();
    client.hangFrom(1, FaultyReplicaClient.Way.HANG);
    follower.start();
    client.hanging().join();
    assertThrows(DestinationException.class, follower::promote);
    follower.close();
    assertTrue(errors.get(0) instanceof DestinationException, errors.toString());
    client.release();
    try (Follower next = Follower.builder(rig.path("f.kv"), client).open()) {
      rig.commits(database, history, 2);
      rig.replica(database, destination).build().sync();
      assertEquals(database.position(), next.poll());
    }
  }

  @Test
  void whateverRequestHangsTheDatabaseClosesAndTheNextWriterGoesOn() {
    lives(STRIDE);
  }

  @Test
  @Tag("campaign")
  void soItIsWithAnyRequest() {
    lives(1);
  }

  private void lives(int stride) {
    boolean hung = true;
    int n = 1;
    while (hung) {
      hung = life(n);
      n += stride;
    }
    assertTrue(n > 30, n + " requests");
  }

  /** One life of a replica; false if it was over before the n-th request, which hangs. */
  private boolean life(int n) {
    History own = new History(n);
    MemoryReplicaClient there = new MemoryReplicaClient();
    FaultyReplicaClient hanging = new FaultyReplicaClient(there);
    hanging.hangFrom(n, FaultyReplicaClient.Way.HANG);
    Database database = rig.open("life-" + n + ".kv");
    Replica replica = rig.replica(database, hanging).retention(Duration.ofMinutes(10)).build();
    List<Runnable> calls =
        List.of(replica::sync, replica::snapshot, replica::heartbeat, replica::enforceRetention);
    boolean hangs = false;
    CompletableFuture<Void> call = CompletableFuture.completedFuture(null);
    for (int round = 0; round < 4 && !hangs; round++) {
      rig.commits(database, own, 3);
      rig.advance(Duration.ofMinutes(5));
      for (int i = 0; i < calls.size() && !hangs; i++) {
        call = CompletableFuture.runAsync(attempt(calls.get(i)));
        CompletableFuture.anyOf(call, hanging.hanging()).join();
        hangs = hanging.hanging().isDone();
      }
    }
    Optional<Long> proved = replica.position().map(at -> at.version());
    database.close();
    if (proved.isPresent()) {
      long version = ReplicaRestore.from(there).plan().through().version();
      assertTrue(version >= proved.get(), version + " of " + proved);
      rig.assertRestores(ReplicaRestore.from(there), own, version);
    }
    hanging.release();
    call.join();
    Database again = rig.open("life-" + n + ".kv");
    rig.replica(again, there).build().sync();
    rig.assertRestores(ReplicaRestore.from(there), own, own.version());
    again.close();
    return hangs;
  }

  private static Runnable attempt(Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (KedgeException e) {
        assertTrue(e.getMessage() != null, e.toString());
      }
    };
  }
}
