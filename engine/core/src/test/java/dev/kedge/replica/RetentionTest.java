package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.DestinationException;
import dev.kedge.OperationCancelledException;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.RecoveryTargetException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {

  @TempDir private Path directory;
  private ReplicaRig rig;
  private final History history = new History(4);
  private final MemoryReplicaClient client = new MemoryReplicaClient();
  private Database database;
  private Replica replica;

  @BeforeEach
  void setUp() {
    rig = new ReplicaRig(directory);
    database = rig.open("app.kv");
    replica = rig.replica(database, client).retention(Duration.ofHours(1)).build();
    replica.sync();
  }

  @AfterEach
  void tearDown() {
    rig.close();
  }

  /** Ten commits in ten seconds, then a snapshot, then ten minutes of nothing. */
  private void rounds(int count) {
    for (int i = 0; i < count; i++) {
      rig.commits(database, history, 10);
      replica.sync();
      replica.snapshot();
      rig.advance(Duration.ofMinutes(10));
    }
  }

  private RecoverableWindow window() {
    return replica.destination().window(database.position().generation());
  }

  @Test
  void cancelledItLeavesAWholeChain() {
    rounds(12);
    int planned = replica.retentionPlan().objects().size();
    AtomicLong deleted = new AtomicLong();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void progress(long done, long total) {
            assertEquals(planned, total);
            deleted.set(done);
          }

          @Override
          public boolean isCancelled() {
            return deleted.get() == 3;
          }
        };
    assertThrows(OperationCancelledException.class, () -> replica.enforceRetention(listener));
    assertEquals(List.of(), window().holes());
    rig.assertRestores(ReplicaRestore.from(client), history, 120);
    assertEquals(planned - 3, replica.enforceRetention().objects().size());
  }

  @Test
  void everyStateWithinTheRetentionStaysAndOlderOnesGo() {
    rounds(12);
    Instant cutoff = rig.instant().minus(Duration.ofHours(1));
    RetentionPlan dryRun = replica.retentionPlan();
    List<String> before = client.names();
    RetentionPlan done = replica.enforceRetention();
    assertEquals(dryRun, done);
    assertTrue(done.objects().size() >= 10, done.toString());
    assertTrue(done.bytes() > 0);
    assertTrue(before.containsAll(done.objects()));
    RecoverableWindow.Range range = window().oldest().orElseThrow();
    assertFalse(range.oldestTime().isAfter(cutoff));
    assertEquals(List.of(), window().holes());
    rig.assertRestores(
        ReplicaRestore.from(client).timestamp(cutoff), history, history.versionAt(cutoff));
    rig.assertRestores(ReplicaRestore.from(client), history, 120);
    long oldest = range.oldest().version();
    assertThrows(
        RecoveryTargetException.class,
        () -> ReplicaRestore.from(client).version(oldest - 1).plan());
    assertEquals(List.of(), replica.enforceRetention().objects());
  }

  @Test
  void theOnlyChainStaysHoweverOldItIs() {
    rounds(1);
    rig.advance(Duration.ofDays(100));
    replica.enforceRetention();
    rig.assertRestores(ReplicaRestore.from(client), history, 10);
  }

  @Test
  void ifAllSnapshotsAreOldANewOneIsMadeFirst() {
    rounds(1);
    rig.advance(Duration.ofDays(1));
    rig.commits(database, history, 5);
    rig.advance(Duration.ofDays(1));
    replica.enforceRetention();
    assertEquals(15, replica.destination().snapshots().get(0).version());
    rig.assertRestores(ReplicaRestore.from(client), history, 15);
  }

  @Test
  void thePlanCountsTheSnapshotThatWillBeMadeFirst() {
    rounds(3);
    rig.advance(Duration.ofDays(1));
    rig.commits(database, history, 5);
    replica.sync();
    rig.advance(Duration.ofDays(1));
    int there = replica.destination().snapshots().size();
    RetentionPlan plan = replica.retentionPlan();
    assertEquals(there, replica.destination().snapshots().size());
    assertEquals(35, plan.base().orElseThrow().version());
    assertEquals(plan.objects(), replica.enforceRetention().objects());
    rig.assertRestores(ReplicaRestore.from(client), history, 35);
  }

  @Test
  void thePlanCountsTheSnapshotOfAGenerationThatIsNotThereYet() {
    rounds(2);
    try (Follower follower = Follower.builder(rig.path("f.kv"), client).clock(rig).open()) {
      follower.promote();
      rig.advance(Duration.ofDays(3));
      Replica next =
          rig.replica(follower.database(), client)
              .retention(Duration.ofHours(1))
              .takeOver(true)
              .build();
      RetentionPlan plan = next.retentionPlan();
      assertTrue(plan.objects().size() > 3, plan.toString());
      assertEquals(plan.objects(), next.enforceRetention().objects());
      rig.assertRestores(ReplicaRestore.from(client), history, 20);
    }
  }

  @Test
  void aGenerationThatTheWriterHasJustBegunStays() {
    rounds(2);
    Uploads.create(client, Layout.parent(7), GenerationBirth.encode(Optional.empty(), 1));
    rig.advance(Duration.ofDays(3));
    replica.enforceRetention();
    assertTrue(client.names().contains(Layout.parent(7)));
    rig.assertRestores(ReplicaRestore.from(client), history, 20);
  }

  @Test
  void anOlderChainStaysWhileTheNewerOneIsBroken() {
    rounds(12);
    SegmentInfo last = replica.destination().segments().get(11);
    client.delete(last.object());
    client.delete(Layout.snapshot(last.generation(), 120));
    client.delete(Layout.snapshot(last.generation(), 110));
    Uploads.create(client, Layout.segment(last.generation(), 130, 140, 1), new byte[200]);
    RetentionPlan plan = replica.enforceRetention();
    assertTrue(plan.postponed().isPresent());
    assertEquals(List.of(), plan.objects());
  }

  @Test
  void nothingGoesWhileARestoreOfAnotherProcessIsRunning() {
    rounds(12);
    try (RestoreLease lease = new RestoreLease(client, rig)) {
      lease.renew();
      RetentionPlan plan = replica.enforceRetention();
      assertTrue(plan.postponed().orElseThrow().contains("restores/"), plan.toString());
      assertEquals(List.of(), plan.objects());
    }
    assertFalse(replica.retentionPlan().objects().isEmpty());
    // A process that was killed in a restore holds it up until its lease has run out.
    RestoreLease killed = new RestoreLease(client, rig);
    assertTrue(replica.retentionPlan().postponed().isPresent());
    rig.advance(Duration.ofMinutes(11));
    assertTrue(replica.retentionPlan().postponed().isEmpty());
    rig.advance(Duration.ofDays(2));
    replica.enforceRetention();
    assertEquals(List.of(), Destination.listAll(client, Layout.RESTORES));
    killed.close();
  }

  @Test
  void aKeptSnapshotStays() {
    rounds(3);
    long generation = database.position().generation();
    Position tenth = new Position(generation, 10);
    replica.destination().keep(tenth);
    replica.destination().keep(tenth);
    assertEquals(
        List.of(tenth), replica.destination().kept().stream().map(SnapshotInfo::position).toList());
    rounds(12);
    replica.enforceRetention();
    rig.assertRestores(ReplicaRestore.from(client).version(10), history, 10);
    assertThrows(
        RecoveryTargetException.class, () -> ReplicaRestore.from(client).version(9).plan());
    rig.assertRestores(ReplicaRestore.from(client), history, 150);
    replica.destination().release(tenth);
    replica.destination().release(tenth);
    assertEquals(List.of(Layout.snapshot(generation, 10)), replica.enforceRetention().objects());
    assertEquals(List.of(), replica.destination().kept());
  }

  @Test
  void whatIsNotThereCanNotBeKept() {
    Position missing = new Position(database.position().generation(), 7);
    List<String> before = client.names();
    assertThrows(DestinationException.class, () -> replica.destination().keep(missing));
    assertEquals(before, client.names());
  }

  @Test
  void claimsOfEarlierWritersGoAndThatOfTheLastOneStays() {
    for (int i = 0; i < 5; i++) {
      replica = rig.replica(database, client).retention(Duration.ofHours(1)).build();
      rounds(1);
    }
    replica.enforceRetention();
    assertEquals(
        List.of(Layout.writer(6)),
        Destination.listAll(client, Layout.WRITERS).stream().map(ObjectInfo::name).toList());
    Replica next = rig.replica(database, client).build();
    next.sync();
    assertEquals(7, next.stats().epoch());
    rig.assertRestores(ReplicaRestore.from(client), history, 50);
  }

  @Test
  void theClaimThatTellsWhichGenerationIsTheCurrentOneStays() {
    ReplicaRestore.from(client).to(rig.path("copy.kv"));
    Database copy = rig.open("copy.kv");
    rig.replica(copy, client).takeOver(true).build().sync();
    rig.commits(copy, history, 1);
    rig.replica(copy, client).build().sync();
    long current = copy.position().generation();
    // It has claimed an epoch, and nothing more.
    Writer.claim(client, copy, 3, false, rig.instant());
    replica = rig.replica(copy, client).build();
    replica.enforceRetention();
    assertEquals(current, replica.destination().current().orElseThrow().generation());
    rig.assertRestores(ReplicaRestore.from(client), history, 1);
  }

  @Test
  void asManySnapshotsStayAsAreAskedFor() {
    rounds(12);
    Replica keeping =
        rig.replica(database, client).retention(Duration.ofSeconds(1)).minimumSnapshots(4).build();
    keeping.enforceRetention();
    assertEquals(4, keeping.destination().snapshots().size());
  }

  @Test
  void aGenerationThatNothingNeedsGoesAsAWhole() {
    rounds(3);
    long old = database.position().generation();
    ReplicaRestore.from(client).to(rig.path("copy.kv"));
    database = rig.open("copy.kv");
    replica = rig.replica(database, client).takeOver(true).retention(Duration.ofHours(1)).build();
    rounds(12);
    replica.enforceRetention();
    assertTrue(client.names().stream().noneMatch(name -> name.contains(Layout.hex(old))));
    rig.assertRestores(ReplicaRestore.from(client), history, 150);
    assertEquals(List.of(), window().holes());
  }

  @Test
  void statesBesideTheLineStayAsLongAsTheyAreYoung() {
    rounds(3);
    long left = database.position().generation();
    ReplicaRestore.from(client).version(15).to(rig.path("copy.kv"));
    Database copy = rig.open("copy.kv");
    History after = history.fork(15);
    Replica fresh = rig.replica(copy, client).takeOver(true).retention(Duration.ofHours(1)).build();
    rig.commits(copy, after, 5);
    fresh.sync();
    rig.advance(Duration.ofMinutes(20));
    rig.commits(copy, after, 5);
    fresh.sync();
    fresh.snapshot();
    fresh.enforceRetention();
    rig.assertRestores(ReplicaRestore.from(client).generation(left), history, 30);
    rig.assertRestores(ReplicaRestore.from(client).generation(left).version(16), history, 16);
    rig.advance(Duration.ofHours(2));
    rig.commits(copy, after, 5);
    fresh.sync();
    fresh.enforceRetention();
    assertTrue(client.names().stream().noneMatch(name -> name.contains(Layout.hex(left))));
    rig.assertRestores(ReplicaRestore.from(client), after, 30);
  }

  @Test
  void aGenerationThatGoesWhileItIsListedIsInNobodysWay() {
    rounds(2);
    long old = database.position().generation();
    ReplicaRestore.from(client).to(rig.path("copy.kv"));
    database = rig.open("copy.kv");
    replica = rig.replica(database, client).takeOver(true).build();
    rounds(2);
    ReplicaClient deleting =
        new FaultyReplicaClient(client) {
          @Override
          public InputStream read(String name, long offset, long length) {
            if (name.equals(Layout.parent(old))) {
              client.names().stream()
                  .filter(object -> object.contains(Layout.hex(old)))
                  .forEach(client::delete);
            }
            return super.read(name, offset, length);
          }
        };
    rig.assertRestores(ReplicaRestore.from(deleting), history, 40);
  }

  @Test
  void aRetentionThatFailsHalfWayLeavesOnlyWhatRestores() {
    rounds(12);
    int deletions = replica.retentionPlan().objects().size();
    Instant cutoff = rig.instant().minus(Duration.ofHours(1));
    for (int n = 0; n < deletions; n++) {
      MemoryReplicaClient copy = client.copy();
      replica.retentionPlan().objects().subList(0, n).forEach(copy::delete);
      assertEquals(
          120, ReplicaRestore.from(copy).plan().through().version(), "after " + n + " deletions");
      ReplicaRestore.from(copy).timestamp(cutoff).plan();
    }
  }
}
