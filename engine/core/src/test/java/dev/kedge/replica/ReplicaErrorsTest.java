package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.DestinationException;
import dev.kedge.GenerationMismatchException;
import dev.kedge.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicaErrorsTest {

  @TempDir private Path directory;
  private ReplicaRig rig;
  private final History history = new History(1);
  private final MemoryReplicaClient client = new MemoryReplicaClient();

  @BeforeEach
  void setUp() {
    rig = new ReplicaRig(directory);
  }

  @AfterEach
  void tearDown() {
    rig.close();
  }

  @Test
  void anErrorEndsNoLoop() {
    Database database = rig.open("app.kv");
    List<RuntimeException> told = new ArrayList<>();
    AtomicBoolean full = new AtomicBoolean();
    ReplicaClient client =
        new FaultyReplicaClient(this.client) {
          @Override
          public ObjectUpload upload(String name) {
            if (full.getAndSet(false)) {
              throw new OutOfMemoryError("for a test");
            }
            return super.upload(name);
          }
        };
    Replica replica =
        rig.replica(database, client)
            .listener(
                new ReplicaListener() {
                  @Override
                  public void onError(String what, RuntimeException error) {
                    told.add(error);
                  }
                })
            .build();
    replica.monitor().syncRound();
    rig.commits(database, history, 1);
    full.set(true);
    replica.monitor().syncRound();
    assertTrue(told.get(0).getCause() instanceof OutOfMemoryError, told.toString());
    rig.advance(Duration.ofMinutes(1));
    replica.monitor().syncRound();
    assertEquals(database.position(), replica.position().orElseThrow());
  }

  @Test
  void whatFailsIsTriedAgainAndThePositionIsKept() {
    Database database = rig.open("app.kv");
    FaultyReplicaClient faulty = new FaultyReplicaClient(client);
    List<String> errors = new ArrayList<>();
    Replica replica =
        rig.replica(database, faulty)
            .listener(
                new ReplicaListener() {
                  @Override
                  public void onError(String what, RuntimeException error) {
                    errors.add(what);
                  }
                })
            .build();
    ReplicaMonitor monitor = replica.monitor();
    monitor.syncRound();
    Optional<Position> proved = replica.position();
    rig.commits(database, history, 3);
    faulty.failAlways();
    long lists = replica.stats().requests().get(RequestKind.LIST);
    for (int i = 0; i < 600; i++) {
      rig.advance(Duration.ofSeconds(1));
      monitor.syncRound();
    }
    // Later each time: not once a second, and at least once a minute.
    assertTrue(errors.size() >= 10 && errors.size() < 40, errors.size() + " attempts");
    assertEquals(proved, replica.position());
    faulty.heal();
    rig.advance(Duration.ofMinutes(1));
    monitor.syncRound();
    assertEquals(database.position(), replica.position().orElseThrow());
    assertEquals(lists, replica.stats().requests().get(RequestKind.LIST));
  }

  @Test
  void commitsThatAreNotProvedForLongRaiseAnAlarmOnce() {
    Database database = rig.open("app.kv");
    FaultyReplicaClient faulty = new FaultyReplicaClient(client);
    List<Duration> alarms = new ArrayList<>();
    Replica replica =
        rig.replica(database, faulty)
            .stallAlarm(Duration.ofMinutes(5))
            .listener(
                new ReplicaListener() {
                  @Override
                  public void onStalled(ReplicaLag lag, Duration since) {
                    alarms.add(since);
                    assertTrue(lag.versions().getAsLong() > 0);
                  }
                })
            .build();
    replica.monitor().syncRound();
    faulty.failAlways();
    for (int i = 0; i < 400; i++) {
      rig.commits(database, history, 1);
      replica.monitor().syncRound();
      replica.monitor().watchRound();
    }
    assertEquals(List.of(Duration.ofMinutes(5)), alarms);
  }

  @Test
  void anErrorIsToldUntilWhatFailedSucceedsWhateverElseDoes() {
    Database database = rig.open("app.kv");
    FaultyReplicaClient faulty = new FaultyReplicaClient(client);
    Replica replica =
        rig.replica(database, faulty)
            .snapshotInterval(Duration.ofMinutes(1))
            .retentionInterval(Duration.ofHours(1))
            .build();
    ReplicaMonitor monitor = replica.monitor();
    monitor.syncRound();
    faulty.failAlways();
    rig.commits(database, history, 1);
    monitor.syncRound();
    rig.advance(Duration.ofHours(2));
    monitor.upkeepRound();
    String all = replica.stats().lastError().orElseThrow();
    assertTrue(all.matches("retention: .*; snapshot: .*; sync: .*"), all);
    faulty.heal();
    monitor.syncRound();
    String left = replica.stats().lastError().orElseThrow();
    assertTrue(left.matches("retention: .*; snapshot: .*"), left);
    rig.advance(Duration.ofHours(2));
    monitor.upkeepRound();
    assertEquals(Optional.empty(), replica.stats().lastError());
  }

  @Test
  void whatFailsByHandIsKeptAsTheLastErrorUntilItSucceeds() {
    Database database = rig.open("app.kv");
    FaultyReplicaClient faulty = new FaultyReplicaClient(client);
    Replica replica = rig.replica(database, faulty).build();
    replica.sync();
    rig.commits(database, history, 1);
    faulty.failAlways();
    assertThrows(DestinationException.class, replica::sync);
    assertThrows(DestinationException.class, replica::snapshot);
    String both = replica.stats().lastError().orElseThrow();
    assertTrue(both.startsWith("snapshot: ") && both.contains("; sync: "), both);
    faulty.heal();
    replica.sync();
    assertTrue(replica.stats().lastError().orElseThrow().startsWith("snapshot: "));
    replica.snapshot();
    assertEquals(Optional.empty(), replica.stats().lastError());
  }

  @Test
  void aDamagedSnapshotIsToldAndDoesNotKeepARestartedReplicaFromItsWork() {
    Database database = rig.open("app.kv");
    Replica replica = rig.replica(database, client).build();
    replica.sync();
    rig.commits(database, history, 2);
    replica.sync();
    String newest = replica.snapshot().snapshot().object();
    client.replace(newest, new byte[5]);
    rig.commits(database, history, 2);
    List<RuntimeException> errors = new ArrayList<>();
    Replica restarted =
        rig.replica(database, client)
            .listener(
                new ReplicaListener() {
                  @Override
                  public void onError(String what, RuntimeException error) {
                    errors.add(error);
                  }
                })
            .build();
    assertEquals(2, restarted.sync().commits());
    assertEquals(1, errors.size());
    assertEquals(newest, ((DestinationException) errors.get(0)).object());
    rig.assertRestores(ReplicaRestore.from(client), history, 4);
  }

  @Test
  void whereNoSnapshotIsSoundAnotherOneIsMade() {
    Database database = rig.open("app.kv");
    rig.commits(database, history, 2);
    Replica replica = rig.replica(database, client).build();
    replica.sync();
    rig.commits(database, history, 2);
    String only = replica.destination().snapshots().get(0).object();
    client.replace(only, new byte[5]);
    assertEquals(1, rig.replica(database, client).build().sync().snapshots());
    rig.assertRestores(ReplicaRestore.from(client), history, 4);
  }

  @Test
  void aDamagedSnapshotOfThePresentStateIsNotTakenForANewOne() {
    Database database = rig.open("app.kv");
    rig.commits(database, history, 2);
    Replica replica = rig.replica(database, client).build();
    replica.sync();
    String only = replica.destination().snapshots().get(0).object();
    client.replace(only, new byte[5]);
    Replica restarted = rig.replica(database, client).build();
    DestinationException e = assertThrows(DestinationException.class, restarted::sync);
    assertEquals(only, e.object());
    assertEquals(Optional.empty(), restarted.position());
    assertEquals(1, restarted.stats().errors());
    client.delete(only); // as the message says
    assertEquals(1, restarted.sync().snapshots());
    rig.assertRestores(ReplicaRestore.from(client), history, 2);
  }

  @Test
  void anOlderCopyIsRefusedThoughTheOnlySnapshotIsDamaged() {
    Database database = rig.open("app.kv");
    rig.commits(database, history, 2);
    Replica replica = rig.replica(database, client).build();
    replica.sync();
    MemoryReplicaClient before = client.copy();
    rig.commits(database, history, 3);
    replica.sync();
    client.replace(replica.destination().snapshots().get(0).object(), new byte[5]);
    ReplicaRestore.from(before).to(rig.path("older.kv"));
    Replica older = rig.replica(rig.open("older.kv"), client).takeOver(true).build();
    assertThrows(GenerationMismatchException.class, older::sync);
  }

  @Test
  void whatFailedByHandDoesNotKeepAReplicaThatWorksRetrying() {
    Database database = rig.open("app.kv");
    FaultyReplicaClient faulty = new FaultyReplicaClient(client);
    Replica replica =
        rig.replica(database, faulty).monitorEnabled(true).heartbeatInterval(Duration.ZERO).build();
    replica.start();
    assertTrue(replica.awaitReplicated(0, Duration.ofSeconds(30)));
    faulty.failAlways();
    assertThrows(DestinationException.class, replica::snapshot);
    faulty.heal();
    rig.commits(database, history, 1);
    assertTrue(replica.awaitReplicated(1, Duration.ofSeconds(30)));
    assertTrue(replica.stats().lastError().orElseThrow().startsWith("snapshot: "));
    replica.stop();
    assertEquals(ReplicaState.STOPPED, replica.state());
  }
}
