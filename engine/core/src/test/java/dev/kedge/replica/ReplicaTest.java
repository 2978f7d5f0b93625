package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.DestinationException;
import dev.kedge.HoldInfo;
import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import dev.kedge.ReplicaGapException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicaTest {

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
  void aSyncThatIsCancelledKeepsWhatItHasStored() {
    Database database = rig.open("app.kv");
    Replica replica = rig.replica(database, client).segmentBytes(4 << 10).build();
    replica.sync();
    for (int i = 0; i < 20; i++) {
      database.put(new byte[] {(byte) i}, new byte[1000]);
    }
    List<Long> heard = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void progress(long done, long total) {
            assertEquals(20, total);
            heard.add(done);
          }

          @Override
          public boolean isCancelled() {
            return heard.size() == 2;
          }
        };
    assertThrows(OperationCancelledException.class, () -> replica.sync(listener));
    assertEquals(heard.get(1), replica.provedVersion());
    SyncResult rest = replica.sync();
    assertEquals(20, rest.proved().version());
    assertEquals(20 - heard.get(1), rest.commits());
  }

  @Test
  void theFirstSyncMakesASnapshotAndLaterOnesAddSegments() {
    Database database = rig.open("app.kv");
    rig.commits(database, history, 5);
    Replica replica = rig.replica(database, client).build();
    assertEquals(database.position(), replica.sync().proved());
    rig.commits(database, history, 7);
    SyncResult second = replica.sync();
    assertEquals(7, second.commits());
    assertEquals(1, second.segments());
    assertEquals(0, replica.sync().commits());
    Destination destination = replica.destination();
    assertEquals(1, destination.snapshots().size());
    assertEquals(5, destination.snapshots().get(0).version());
    assertEquals(6, destination.segments().get(0).firstVersion());
    assertEquals(12, destination.segments().get(0).lastVersion());
    rig.assertRestores(ReplicaRestore.from(client), history, 12);
  }

  @Test
  void anEmptyDatabaseIsReplicatedFromItsFirstCommit() {
    Database database = rig.open("app.kv");
    Replica replica = rig.replica(database, client).build();
    replica.sync();
    rig.commits(database, history, 1);
    replica.sync();
    rig.assertRestores(ReplicaRestore.from(client), history, 1);
    rig.assertRestores(ReplicaRestore.from(client).version(0), history, 0);
  }

  @Test
  void muchLogIsSplitIntoSegments() {
    Database database = rig.open("app.kv");
    Replica replica = rig.replica(database, client).segmentBytes(4 << 10).build();
    replica.sync();
    rig.commits(database, history, 100);
    int segments = replica.sync().segments();
    assertTrue(segments > 5, segments + " segments");
    rig.assertRestores(ReplicaRestore.from(client).parallelism(3), history, 100);
    rig.assertRestores(ReplicaRestore.from(client).before(51), history, 50);
  }

  @Test
  void aCommitLargerThanASegmentIsASegment() {
    Database database = rig.open("app.kv");
    Replica replica = rig.replica(database, client).segmentBytes(4 << 10).build();
    replica.sync();
    byte[] value = new byte[3 << 20];
    database.put(History.bytes("large"), value);
    replica.sync();
    ReplicaRestore.from(client).to(rig.path("copy.kv"));
    try (Database copy = Database.builder(rig.path("copy.kv")).readOnly(true).open()) {
      assertEquals(value.length, copy.get(History.bytes("large")).length);
    }
  }

  @Test
  void afterARestartItGoesOnWithoutDownloadingWhatNamesTell() {
    Database database = rig.open("app.kv");
    Replica first = rig.replica(database, client).build();
    first.sync();
    rig.commits(database, history, 10);
    first.sync();
    database.close();
    database = rig.open("app.kv");
    rig.commits(database, history, 3);
    Replica again = rig.replica(database, client).build();
    SyncResult result = again.sync();
    assertEquals(3, result.commits());
    assertEquals(1, again.destination().snapshots().size());
    assertEquals(2, again.stats().epoch());
    // Who writes, the heartbeat, two parents, two heads: nothing that grows with what is there.
    assertTrue(again.stats().requests().get(RequestKind.READ) <= 12, again.stats().toString());
    rig.assertRestores(ReplicaRestore.from(client), history, 13);
  }

  @Test
  void whenNothingHappensTheHeartbeatIsTheOnlyRequest() {
    Database database = rig.open("app.kv");
    rig.commits(database, history, 3);
    Replica replica = rig.replica(database, client).build();
    ReplicaMonitor monitor = replica.monitor();
    monitor.syncRound();
    Map<RequestKind, Long> before = replica.stats().requests();
    for (int i = 0; i < 300; i++) {
      rig.advance(Duration.ofSeconds(1));
      monitor.syncRound();
      monitor.upkeepRound();
    }
    Map<RequestKind, Long> after = replica.stats().requests();
    for (RequestKind kind : RequestKind.values()) {
      long made = after.get(kind) - before.get(kind);
      assertEquals(kind == RequestKind.REPLACE ? 5 : 0, made, kind.toString());
    }
  }

  @Test
  void aClockThatIsPutBackKeepsNothingFromBeingDone() {
    Database database = rig.open("app.kv");
    FaultyReplicaClient faulty = new FaultyReplicaClient(client);
    Replica replica = rig.replica(database, faulty).build();
    ReplicaMonitor monitor = replica.monitor();
    rig.advance(Duration.ofDays(365));
    monitor.syncRound();
    rig.commits(database, history, 3);
    faulty.failAlways();
    monitor.syncRound();
    faulty.heal();
    rig.advance(Duration.ofDays(-365));
    assertEquals(Optional.empty(), replica.lag().time());
    monitor.syncRound();
    assertEquals(database.position(), replica.position().orElseThrow());
    assertEquals(rig.instant(), Heartbeat.read(client).orElseThrow().time());
  }

  @Test
  void aCommitIsStoredAtOnceWhenThereWasNothingToDo() throws Exception {
    Database database = rig.open("app.kv");
    rig.replica(database, client).build().sync();
    CountDownLatch stored = new CountDownLatch(1);
    CountDownLatch idle = new CountDownLatch(1);
    ReplicaClient watched =
        new FaultyReplicaClient(client) {
          @Override
          public boolean replace(String name, byte[] expected, byte[] content) {
            boolean replaced = super.replace(name, expected, content);
            idle.countDown(); // the heartbeat ends the first round
            return replaced;
          }
        };
    Replica replica =
        Replica.builder(database, watched)
            .clock(rig)
            .syncInterval(Duration.ofHours(1))
            .listener(
                new ReplicaListener() {
                  @Override
                  public void onSync(SyncResult result) {
                    stored.countDown();
                  }
                })
            .build();
    replica.sync();
    replica.start();
    assertTrue(idle.await(30, TimeUnit.SECONDS));
    rig.commits(database, history, 1);
    assertTrue(stored.await(30, TimeUnit.SECONDS));
    replica.stop();
  }

  @Test
  void stoppedItEndsASnapshotThatALoopHasBegun() throws Exception {
    Database database = rig.open("app.kv");
    byte[] large = new byte[1 << 20];
    new Random(1).nextBytes(large);
    for (byte i = 0; i < 32; i++) {
      database.put(new byte[] {i}, large);
    }
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch stopping = new CountDownLatch(1);
    ReplicaClient slow =
        new FaultyReplicaClient(client) {
          @Override
          public ObjectUpload upload(String name) {
            if (name.contains("/snapshots/") && begun.getCount() > 0 && stored(client) > 0) {
              begun.countDown();
              awaits(stopping);
            }
            return super.upload(name);
          }
        };
    Replica replica =
        Replica.builder(database, slow)
            .clock(rig)
            .snapshotInterval(Duration.ofMinutes(1))
            .syncInterval(Duration.ofMillis(5))
            .build();
    replica.sync();
    rig.advance(Duration.ofHours(1));
    database.put(new byte[1], large);
    replica.start();
    assertTrue(begun.await(30, TimeUnit.SECONDS));
    Thread stopper = new Thread(replica::stop);
    stopper.start();
    while (!replica.isEnding()) {
      Thread.onSpinWait();
    }
    stopping.countDown();
    stopper.join();
    assertEquals(ReplicaState.STOPPED, replica.state());
    assertEquals(Optional.empty(), replica.stats().lastError());
    assertEquals(1, stored(client));
    assertEquals(33, ReplicaRestore.from(client).plan().through().version());
  }

  private static long stored(MemoryReplicaClient client) {
    return client.names().stream().filter(name -> name.contains("/snapshots/")).count();
  }

  private static void awaits(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void steadySyncsListNothing() {
    Database database = rig.open("app.kv");
    Replica replica = rig.replica(database, client).build();
    replica.sync();
    long lists = replica.stats().requests().get(RequestKind.LIST);
    long reads = replica.stats().requests().get(RequestKind.READ);
    int syncs = 20;
    for (int i = 0; i < syncs; i++) {
      rig.commits(database, history, 2);
      replica.sync();
    }
    assertEquals(lists, replica.stats().requests().get(RequestKind.LIST));
    // Whether its claim is still there.
    assertEquals(reads + syncs, replica.stats().requests().get(RequestKind.READ));
  }

  @Test
  void lagIsUnknownUntilSomethingIsProvedAndNeverAStaleZero() {
    Database database = rig.open("app.kv");
    rig.commits(database, history, 3);
    Replica replica = rig.replica(database, client).build();
    assertEquals(ReplicaLag.UNKNOWN, replica.lag());
    assertEquals(Optional.empty(), replica.position());
    replica.sync();
    assertEquals(OptionalLong.of(0), replica.lag().versions());
    assertEquals(OptionalLong.of(0), replica.lag().bytes());
    assertEquals(Optional.of(Duration.ZERO), replica.lag().time());
    rig.commits(database, history, 4);
    rig.advance(Duration.ofSeconds(10));
    ReplicaLag lag = replica.lag();
    assertEquals(OptionalLong.of(4), lag.versions());
    assertTrue(lag.bytes().getAsLong() > 0);
    assertEquals(Optional.of(Duration.ofSeconds(13)), lag.time());
    assertEquals(Optional.of(Duration.ofSeconds(14)), lag.proofAge());
  }

  @Test
  void theLogIsHeldUntilTheDestinationHasIt() {
    Database database = rig.open("app.kv", builder -> builder.logRetentionBytes(0));
    Replica replica = rig.replica(database, client).name("nightly").build();
    replica.sync();
    rig.commits(database, history, 50);
    database.checkpoint();
    HoldInfo hold = database.holds().list().get(0);
    assertEquals("replica.nightly", hold.name());
    assertEquals(0, hold.version());
    replica.sync();
    assertEquals(50, database.holds().list().get(0).version());
    rig.assertRestores(ReplicaRestore.from(client), history, 50);
  }

  @Test
  void whenTheLogIsLostASnapshotFollowsAndTheHoleIsTold() {
    Database database = rig.open("app.kv", builder -> builder.logRetentionBytes(0));
    List<RecoverableWindow.Hole> holes = new ArrayList<>();
    Replica replica =
        rig.replica(database, client)
            .listener(
                new ReplicaListener() {
                  @Override
                  public void onHole(RecoverableWindow.Hole lost) {
                    holes.add(lost);
                  }
                })
            .build();
    rig.commits(database, history, 5);
    replica.sync();
    database.holds().drop("replica.main");
    rig.commits(database, history, 1000);
    database.checkpoint();
    rig.commits(database, history, 5);
    database.checkpoint(); // now neither meta page needs the log
    replica.sync();
    assertEquals(1, holes.size());
    assertEquals(6, holes.get(0).firstVersion());
    RecoverableWindow window = replica.destination().window(database.position().generation());
    assertEquals(holes, window.holes());
    rig.assertRestores(ReplicaRestore.from(client), history, 1010);
    rig.assertRestores(ReplicaRestore.from(client).version(5), history, 5);
    ReplicaGapException e =
        assertThrows(
            ReplicaGapException.class, () -> ReplicaRestore.from(client).version(500).plan());
    assertEquals(6, e.expected());
    assertTrue(e.getMessage().contains("ask for version 5,"), e.getMessage());
    assertThrows(
        ReplicaGapException.class,
        () -> ReplicaRestore.from(client).timestamp(history.time(500)).plan());
  }

  @Test
  void startedItFollowsCommitsAndClosingTheDatabaseStopsIt() {
    Database database = rig.open("app.kv");
    Replica replica = Replica.builder(database, client).syncInterval(Duration.ofMillis(5)).build();
    replica.start();
    assertEquals(ReplicaState.RUNNING, replica.state());
    rig.commits(database, history, 20);
    assertTrue(replica.awaitReplicated(20, Duration.ofSeconds(30)));
    rig.commits(database, history, 20);
    database.close();
    assertEquals(ReplicaState.STOPPED, replica.state());
    rig.assertRestores(ReplicaRestore.from(client), history, 40);
  }

  @Test
  void severalReplicasOfOneDatabaseDoNotDisturbEachOther() {
    Database database = rig.open("app.kv");
    MemoryReplicaClient other = new MemoryReplicaClient();
    Replica one = rig.replica(database, client).name("one").build();
    Replica two = rig.replica(database, other).name("two").build();
    one.sync();
    rig.commits(database, history, 3);
    two.sync();
    rig.commits(database, history, 3);
    one.sync();
    two.sync();
    rig.assertRestores(ReplicaRestore.from(client), history, 6);
    rig.assertRestores(ReplicaRestore.from(other), history, 6);
    assertEquals(2, database.holds().list().size());
  }

  @Test
  void snapshotsAreMadeWhenTheNewestIsOldEnoughAlsoAcrossRestarts() {
    Database database = rig.open("app.kv");
    ReplicaBuilder builder = rig.replica(database, client).snapshotInterval(Duration.ofHours(1));
    Replica replica = builder.build();
    rig.commits(database, history, 1);
    replica.monitor().syncRound();
    for (int i = 0; i < 30; i++) {
      rig.advance(Duration.ofMinutes(10));
      rig.commits(database, history, 1);
      replica.monitor().syncRound();
      replica.monitor().upkeepRound();
      if (i % 4 == 3) {
        replica = builder.build(); // as after a restart, more often than an interval
      }
    }
    int snapshots = replica.destination().snapshots().size();
    assertTrue(snapshots >= 5 && snapshots <= 6, snapshots + " snapshots");
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    Database database = rig.open("app.kv");
    ReplicaBuilder builder = Replica.builder(database, client);
    assertThrows(IllegalArgumentException.class, () -> builder.name("a/b").build());
    builder.name("ok");
    assertThrows(IllegalArgumentException.class, () -> builder.syncInterval(Duration.ZERO).build());
    builder.syncInterval(Duration.ofSeconds(1));
    assertThrows(IllegalArgumentException.class, () -> builder.segmentBytes(1).build());
  }

  @Test
  void anObjectThatDoesNotParseIsAnError() {
    Database database = rig.open("app.kv");
    rig.replica(database, client).build().sync();
    String name = "generations/" + Layout.hex(database.position().generation()) + "/wal/1-2.wal";
    Uploads.create(client, name, new byte[1]);
    DestinationException e =
        assertThrows(DestinationException.class, () -> ReplicaRestore.from(client).plan());
    assertEquals(name, e.object());
    assertFalse(e.isMissing());
  }

  @Test
  void aListenerThatStopsAReplicaAsItStartsStopsIt() {
    Database database = rig.open("app.kv");
    AtomicReference<Replica> made = new AtomicReference<>();
    Replica replica =
        rig.replica(database, client)
            .monitorEnabled(true)
            .listener(
                new ReplicaListener() {
                  @Override
                  public void onState(ReplicaState state) {
                    if (state == ReplicaState.RUNNING) {
                      made.get().stop();
                    }
                  }
                })
            .build();
    made.set(replica);
    replica.start();
    assertEquals(ReplicaState.STOPPED, replica.state());
    assertFalse(replica.isRunning());
  }

  @Test
  void theLastSyncOfAReplicaLeavesAHeartbeatOfTheEnd() {
    Database database = rig.open("app.kv");
    Replica replica = rig.replica(database, client).monitorEnabled(true).build();
    replica.start();
    assertTrue(replica.awaitReplicated(0, Duration.ofSeconds(30)));
    rig.commits(database, history, 3);
    replica.stop();
    assertEquals(database.position(), Heartbeat.read(client).orElseThrow().proved());
  }
}
