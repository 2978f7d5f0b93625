package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.DestinationException;
import dev.kedge.FencedWriterException;
import dev.kedge.ReplicaGapException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What was lost at a destination is never passed over in silence. */
class LostObjectsTest extends RestoredDestination {

  @Test
  void anEndThatIsLostIsNotTakenForTheLatestState() {
    rig.advance(Duration.ofMinutes(1));
    replica.monitor().syncRound();
    client.delete(snapshotOf(25));
    client.delete(segmentOf(25));
    DestinationException e =
        assertThrows(DestinationException.class, () -> ReplicaRestore.from(client).plan());
    assertTrue(e.getMessage().contains("though version 25 had been stored"), e.getMessage());
    long end = ReplicaRestore.from(client).version(20).plan().through().version();
    rig.assertRestores(ReplicaRestore.from(client).version(end), history, end);
  }

  @Test
  void aGenerationThatIsLostIsNotReplacedByTheOneBefore() {
    long old = database.position().generation();
    try (Follower follower = Follower.builder(rig.path("f.kv"), client).clock(rig).open()) {
      follower.promote();
      rig.commits(follower.database(), history.fork(25), 3);
      Replica fresh = rig.replica(follower.database(), client).takeOver(true).build();
      fresh.monitor().syncRound();
      long lost = follower.position().generation();
      Destination.listAll(client, "generations/" + Layout.hex(lost) + "/")
          .forEach(object -> client.delete(object.name()));
      DestinationException e =
          assertThrows(DestinationException.class, () -> ReplicaRestore.from(client).plan());
      assertTrue(e.getMessage().contains("generation " + Layout.hex(lost)), e.getMessage());
      assertTrue(e.getMessage().contains("[" + Layout.hex(old) + "]"), e.getMessage());
      rig.assertRestores(ReplicaRestore.from(client).generation(old), history, 25);
      assertThrows(
          DestinationException.class, () -> ReplicaRestore.from(client).version(20).plan());
      Instant instant = history.time(20);
      assertThrows(
          DestinationException.class, () -> ReplicaRestore.from(client).timestamp(instant).plan());
      rig.assertRestores(ReplicaRestore.from(client).generation(old).version(20), history, 20);
    }
  }

  @Test
  void theHeartbeatOfAWriterBeforeThisOneSaysNothingOfWhatIsLost() {
    rig.advance(Duration.ofMinutes(1));
    replica.monitor().syncRound();
    try (Follower follower = Follower.builder(rig.path("f.kv"), client).clock(rig).open()) {
      follower.promote();
      History after = history.fork(25);
      rig.commits(database, history, 3);
      replica.sync();
      replica.heartbeat();
      rig.commits(follower.database(), after, 1);
      Replica fresh =
          rig.replica(follower.database(), client)
              .takeOver(true)
              .heartbeatInterval(Duration.ZERO)
              .build();
      fresh.sync();
      assertEquals(1, Heartbeat.read(client).orElseThrow().epoch());
      rig.assertRestores(ReplicaRestore.from(client), after, 26);
    }
  }

  @Test
  void theParentOfAnIdleDatabaseMayHaveGoneAfterItsHeartbeat() {
    try (Follower follower = Follower.builder(rig.path("f.kv"), client).clock(rig).open()) {
      follower.promote();
      Replica fresh = rig.replica(follower.database(), client).takeOver(true).build();
      fresh.syncLog();
      fresh.heartbeat();
      assertEquals(
          database.position(), Heartbeat.read(client).orElseThrow().proved(), "not of its own");
      fresh.snapshot();
      rig.advance(Duration.ofDays(3));
      fresh.enforceRetention();
      assertEquals(1, Destination.list(client).generations().size());
      rig.assertRestores(ReplicaRestore.from(client), history, 25);
    }
  }

  @Test
  void aClaimThatIsLostDoesNotMakeAnOlderGenerationTheCurrentOne() {
    long old = database.position().generation();
    try (Follower follower = Follower.builder(rig.path("f.kv"), client).clock(rig).open()) {
      follower.promote();
      rig.commits(follower.database(), history.fork(25), 3);
      Replica fresh = rig.replica(follower.database(), client).takeOver(true).build();
      fresh.sync();
      client.delete(Layout.writer(fresh.stats().epoch()));
      DestinationException e =
          assertThrows(DestinationException.class, () -> ReplicaRestore.from(client).plan());
      assertTrue(e.getMessage().contains("put it back"), e.getMessage());
      long now = follower.position().generation();
      assertEquals(28, ReplicaRestore.from(client).generation(now).plan().through().version());
      assertEquals(25, ReplicaRestore.from(client).generation(old).plan().through().version());
    }
  }

  @Test
  void aMissingSegmentIsSeenBeforeAnythingIsWritten() {
    client.delete(snapshotOf(20));
    client.delete(snapshotOf(25));
    client.delete(segmentOf(18));
    ReplicaGapException gap =
        assertThrows(
            ReplicaGapException.class, () -> ReplicaRestore.from(client).to(rig.path("x.kv")));
    assertEquals(16, gap.expected());
    assertFalse(Files.exists(rig.path("x.kv")));
    assertThrows(ReplicaGapException.class, () -> ReplicaRestore.from(client).version(22).plan());
    rig.assertRestores(ReplicaRestore.from(client).version(15), history, 15);
    RecoverableWindow window = replica.destination().window(database.position().generation());
    RecoverableWindow.Range range = window.newest().orElseThrow();
    assertEquals(5, range.oldest().version());
    assertEquals(15, range.newest().version());
    assertEquals(
        List.of(new RecoverableWindow.Hole(16, database.position().version())), window.holes());
  }

  @Test
  void aMissingSnapshotIsReplacedByAnOlderOneAndMoreSegments() {
    client.delete(snapshotOf(20));
    client.delete(snapshotOf(15));
    rig.assertRestores(ReplicaRestore.from(client).version(22), history, 22);
  }

  @Test
  void aMissingParentIsStoredAgainByTheNextSegmentOfItsGeneration() {
    long generation = database.position().generation();
    byte[] parent = client.content(Layout.parent(generation)).clone();
    client.delete(Layout.parent(generation));
    assertParentIsNamed(generation, () -> ReplicaRestore.from(client).plan());
    rig.assertRestores(ReplicaRestore.from(client).generation(generation), history, 25);
    assertParentIsNamed(generation, replica::retentionPlan);
    rig.commits(database, history, 2);
    Replica again = rig.replica(database, client).build();
    assertEquals(2, again.sync().commits());
    assertEquals(2, Destination.list(client).current().orElseThrow().epoch());
    rig.assertRestores(ReplicaRestore.from(client), history, 27);
    assertEquals(Optional.empty(), again.enforceRetention().postponed());
    client.replace(Layout.parent(generation), parent);
    rig.assertRestores(ReplicaRestore.from(client), history, 27);
  }

  @Test
  void aDestinationWhoseGenerationsAreGoneIsNotTakenForAnEmptyOne() {
    MemoryReplicaClient intact = client.copy();
    Destination.listAll(client, "generations/").forEach(object -> client.delete(object.name()));
    for (Executable work :
        List.<Executable>of(
            () -> ReplicaRestore.from(client).plan(),
            () -> Destination.listFilled(client),
            () -> rig.replica(database, client).build().sync())) {
      DestinationException e = assertThrows(DestinationException.class, work);
      assertTrue(e.getMessage().contains("though version 25"), e.getMessage());
      assertFalse(e.isEmpty());
    }
    rig.replica(database, client).takeOver(true).build().sync();
    rig.assertRestores(ReplicaRestore.from(client), history, 25);
    rig.assertRestores(ReplicaRestore.from(intact), history, 25);
  }

  @Test
  void aFollowerMissesWhatARestoreMisses() {
    try (Follower follower = Follower.builder(rig.path("f.kv"), client).clock(rig).open();
        Follower next = Follower.builder(rig.path("g.kv"), client).clock(rig).open()) {
      rig.commits(database, history, 5);
      replica.sync();
      MemoryReplicaClient intact = client.copy();
      client.delete(segmentOf(30));
      DestinationException end = assertThrows(DestinationException.class, follower::poll);
      assertTrue(end.getMessage().contains("though version 30 had been stored"), end.getMessage());
      assertEquals(25, follower.position().version());
      client.replace(segmentOf(intact, 30), intact.content(segmentOf(intact, 30)));
      assertEquals(30, follower.poll().version());
      next.promote();
      rig.commits(next.database(), history.fork(30), 3);
      rig.replica(next.database(), client).takeOver(true).build().sync();
      long lost = next.position().generation();
      Destination.listAll(client, "generations/" + Layout.hex(lost) + "/")
          .forEach(object -> client.delete(object.name()));
      DestinationException generation = assertThrows(DestinationException.class, follower::poll);
      assertEquals("generation " + Layout.hex(lost), generation.object());
      assertEquals(3, follower.lag().versions().orElseThrow());
      client.names().forEach(client::delete);
      assertThrows(DestinationException.class, follower::poll);
    }
  }

  /** Deletes all of a generation. */
  private void lose(long generation) {
    Destination.listAll(client, "generations/" + Layout.hex(generation) + "/")
        .forEach(object -> client.delete(object.name()));
  }

  @Test
  void aGenerationThatIsLostIsMissedAlsoAfterAnotherWriterCameAndStoredNothing() {
    try (Follower next = Follower.builder(rig.path("f.kv"), client).clock(rig).open();
        Follower behind =
            Follower.builder(rig.path("g.kv"), client).reseed(true).clock(rig).open()) {
      next.promote();
      rig.commits(next.database(), history.fork(25), 3);
      rig.replica(next.database(), client).takeOver(true).build().sync();
      assertEquals(28, behind.poll().version());
      lose(next.position().generation());
      Writer.claim(client, next.database(), 2, false, rig.instant());
      assertThrows(DestinationException.class, () -> ReplicaRestore.from(client).plan());
      for (int i = 0; i < 3; i++) {
        rig.advance(Duration.ofMinutes(10));
        assertThrows(DestinationException.class, behind::poll);
      }
      assertEquals(28, behind.position().version());
    }
  }

  @Test
  void aHeartbeatThatCanNotBeReadIsNotTakenForNone() {
    client.delete(snapshotOf(25));
    client.delete(segmentOf(25));
    ReplicaClient failing =
        new FaultyReplicaClient(client) {
          @Override
          public InputStream read(String name, long offset, long length) {
            if (name.equals(Layout.HEARTBEAT)) {
              throw new DestinationException(url(), name, "has timed out, for a test", null);
            }
            return super.read(name, offset, length);
          }
        };
    DestinationException e =
        assertThrows(DestinationException.class, () -> ReplicaRestore.from(failing).plan());
    assertEquals(Layout.HEARTBEAT, e.object());
  }

  @Test
  void whatWasStoredWhileItWasListedIsNotTakenForAHole() {
    String late = segmentOf(18);
    AtomicInteger listings = new AtomicInteger();
    ReplicaClient racing =
        new FaultyReplicaClient(client) {
          @Override
          public ObjectPage list(String prefix, String after, int limit) {
            ObjectPage page = super.list(prefix, after, limit);
            return listings.getAndIncrement() > 0
                ? page
                : new ObjectPage(
                    page.objects().stream().filter(one -> !one.name().equals(late)).toList(),
                    page.more());
          }
        };
    Destination listed = Destination.list(racing);
    assertEquals(2, listings.get());
    assertEquals(List.of(), listed.window(database.position().generation()).holes());
    client.delete(late);
    listings.set(1);
    assertThrows(ReplicaGapException.class, () -> ReplicaRestore.from(racing).version(18).plan());
    assertEquals(3, listings.get(), "what is missing twice is missing");
  }

  @Test
  void aClaimThatGoesWhileItIsListedDoesNotMakeAnOlderGenerationTheCurrentOne() {
    try (Follower next = Follower.builder(rig.path("f.kv"), client).clock(rig).open()) {
      next.promote();
      History after = history.fork(25);
      rig.commits(next.database(), after, 3);
      rig.replica(next.database(), client).takeOver(true).build().sync();
      rig.replica(next.database(), client).build().sync();
      AtomicInteger reads = new AtomicInteger();
      ReplicaClient racing =
          new FaultyReplicaClient(client) {
            @Override
            public InputStream read(String name, long offset, long length) {
              if (name.equals(Layout.writer(3)) && reads.getAndIncrement() == 0) {
                Replica other = rig.replica(next.database(), client).build();
                other.sync();
                other.enforceRetention();
              }
              return super.read(name, offset, length);
            }
          };
      client.delete(Layout.HEARTBEAT);
      rig.assertRestores(ReplicaRestore.from(racing), after, 28);
      assertTrue(reads.get() > 0);
      assertFalse(client.names().contains(Layout.writer(3)));
    }
  }

  @Test
  void withNothingOfTheLastWriterAnOlderGenerationHasToBeAskedFor() {
    long old = database.position().generation();
    try (Follower next = Follower.builder(rig.path("f.kv"), client).clock(rig).open()) {
      next.promote();
      rig.commits(next.database(), history.fork(25), 3);
      rig.replica(next.database(), client).takeOver(true).build().sync();
      lose(next.position().generation());
      client.delete(Layout.writer(1));
      client.delete(Layout.HEARTBEAT);
      DestinationException e =
          assertThrows(DestinationException.class, () -> ReplicaRestore.from(client).plan());
      assertTrue(e.getMessage().contains(Layout.hex(old)), e.getMessage());
      rig.assertRestores(ReplicaRestore.from(client).generation(old), history, 25);
    }
  }

  @Test
  void thatAllSnapshotsAreLostIsSaidAndTheNextSyncStoresOne() {
    Destination.list(client).snapshots().forEach(one -> client.delete(one.object()));
    DestinationException e =
        assertThrows(DestinationException.class, () -> ReplicaRestore.from(client).plan());
    assertTrue(e.getMessage().contains("has no intact snapshot"), e.getMessage());
    rig.replica(database, client).build().sync();
    rig.assertRestores(ReplicaRestore.from(client), history, 25);
  }

  @Test
  void whereTheOwnClaimIsLostAWriterGoesOnByTakingOver() {
    rig.commits(database, history, 1);
    rig.replica(database, client).build().sync();
    client.delete(Layout.writer(1));
    client.delete(Layout.writer(2));
    rig.commits(database, history, 1);
    DestinationException e =
        assertThrows(
            DestinationException.class, () -> rig.replica(database, client).build().sync());
    assertTrue(e.getMessage().contains("take over"), e.getMessage());
    Replica again = rig.replica(database, client).takeOver(true).build();
    again.sync();
    assertEquals(3, again.stats().epoch());
    rig.assertRestores(ReplicaRestore.from(client), history, 27);
    assertThrows(FencedWriterException.class, replica::heartbeat);
  }

  @Test
  void aFollowerThatMayBeReseededGoesToADestinationThatWasBegunAnew() {
    try (Follower follower =
        Follower.builder(rig.path("f.kv"), client).reseed(true).clock(rig).open()) {
      rig.replica(database, client).build().sync();
      follower.poll();
      client.names().forEach(client::delete);
      Database other = rig.open("other.kv");
      History ofOther = new History(9);
      rig.commits(other, ofOther, 2);
      rig.replica(other, client).build().sync();
      rig.advance(Duration.ofMinutes(2));
      assertEquals(other.position(), follower.poll());
      ofOther.assertHas(2, follower.database());
    }
  }

  @Test
  void theStateThatAForkBeginsWithIsMissedAsWell() {
    ReplicaRestore.from(client).version(24).to(rig.path("copy.kv"));
    Database copy = rig.open("copy.kv");
    copy.promote();
    Replica next = rig.replica(copy, client).takeOver(true).build();
    next.monitor().syncRound();
    next.monitor().upkeepRound();
    next.monitor().syncRound();
    assertEquals(copy.position(), next.position().orElseThrow());
    rig.advance(Duration.ofMinutes(1));
    next.monitor().syncRound();
    assertEquals(copy.position(), Heartbeat.read(client).orElseThrow().proved());
    rig.assertRestores(ReplicaRestore.from(client), history, 24);
    client.delete(Layout.snapshot(copy.position().generation(), 24));
    assertThrows(DestinationException.class, () -> ReplicaRestore.from(client).plan());
    lose(copy.position().generation());
    assertThrows(DestinationException.class, () -> ReplicaRestore.from(client).plan());
  }

  @Test
  void withoutAHeartbeatTheClaimTellsWhichGenerationIsLost() {
    long old = database.position().generation();
    try (Follower next = Follower.builder(rig.path("f.kv"), client).clock(rig).open();
        Follower behind =
            Follower.builder(rig.path("g.kv"), client).reseed(true).clock(rig).open()) {
      next.promote();
      rig.commits(next.database(), history.fork(25), 3);
      rig.replica(next.database(), client).takeOver(true).build().sync();
      assertEquals(28, behind.poll().version());
      lose(next.position().generation());
      client.delete(Layout.HEARTBEAT);
      DestinationException e =
          assertThrows(DestinationException.class, () -> ReplicaRestore.from(client).plan());
      assertTrue(e.getMessage().contains("[" + Layout.hex(old) + "]"), e.getMessage());
      rig.advance(Duration.ofMinutes(2));
      assertThrows(DestinationException.class, behind::poll);
      assertEquals(28, behind.position().version());
    }
  }

  @Test
  void whatAWriterLeftWhereItsDestinationWasIsNoDestination() {
    String segment = segmentOf(25);
    MemoryReplicaClient bare = new MemoryReplicaClient();
    bare.replace(segment, client.content(segment));
    DestinationException e =
        assertThrows(DestinationException.class, () -> ReplicaRestore.from(bare).plan());
    assertTrue(e.getMessage().contains("mount"), e.getMessage());
    DestinationException sync =
        assertThrows(DestinationException.class, () -> rig.replica(database, bare).build().sync());
    assertTrue(sync.getMessage().contains("mount that one"), sync.getMessage());
  }
}
