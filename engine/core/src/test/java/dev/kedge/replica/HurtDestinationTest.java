package dev.kedge.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What was lost or damaged at a destination is never passed over in silence. */
class HurtDestinationTest {

  @TempDir private Path directory;
  private ReplicaRig rig;
  private final History history = new History(3);
  private final MemoryReplicaClient client = new MemoryReplicaClient();
  private Database database;
  private Replica replica;

  @BeforeEach
  void setUp() {
    rig = new ReplicaRig(directory);
    database = rig.open("app.kv");
    replica = rig.replica(database, client).build();
    rig.commits(database, history, 5);
    replica.sync();
    for (int i = 0; i < 4; i++) {
      rig.commits(database, history, 5);
      replica.sync();
      replica.snapshot();
    }
  }

  @AfterEach
  void tearDown() {
    rig.close();
  }

  private String segmentOf(long version) {
    return segmentOf(client, version);
  }

  private static String segmentOf(ReplicaClient client, long version) {
    return Destination.list(client).segments().stream()
        .filter(one -> one.firstVersion() <= version && one.lastVersion() >= version)
        .findFirst()
        .orElseThrow()
        .object();
  }

  private String snapshotOf(long version) {
    return Layout.snapshot(database.position().generation(), version);
  }

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
  void aSnapshotUnderTheNameOfAnotherIsPassedOver() {
    client.replace(snapshotOf(25), client.content(snapshotOf(10)));
    assertEquals(
        List.of(snapshotOf(25)), ReplicaRestore.from(client).to(rig.path("x.kv")).plan().damaged());
    rig.assertRestores(ReplicaRestore.from(client).version(25), history, 25);
  }

  @Test
  void aDestinationOfOneGenerationWithADamagedParentIsNotTakenForAnEmptyOne() {
    long generation = database.position().generation();
    client.replace(Layout.parent(generation), new byte[9]);
    assertParentIsNamed(generation, () -> ReplicaRestore.from(client).plan());
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
  void aDamagedParentIsInTheWayOnlyOfWhatComesFromIt() {
    long old = database.position().generation();
    try (Follower follower = Follower.builder(rig.path("f.kv"), client).clock(rig).open()) {
      follower.promote();
      History after = history.fork(25);
      rig.commits(follower.database(), after, 3);
      Replica fresh = rig.replica(follower.database(), client).takeOver(true).build();
      fresh.sync();
      long now = follower.position().generation();
      byte[] parent = client.content(Layout.parent(now)).clone();
      client.replace(Layout.parent(now), "generation none".getBytes(UTF_8));
      rig.assertRestores(ReplicaRestore.from(client).generation(old), history, 25);
      Destination listed = Destination.list(client);
      assertEquals(1, listed.generations().size());
      assertParentIsNamed(now, () -> ReplicaRestore.from(client).plan());
      assertParentIsNamed(
          now, () -> ReplicaRestore.from(client).generation(now).version(26).plan());
      assertParentIsNamed(now, listed::requireSound);
      assertParentIsNamed(now, fresh::retentionPlan);
      rig.assertRestores(ReplicaRestore.from(client).generation(now), after, 28);
      assertEquals(28, listed.window(now).newest().orElseThrow().newest().version());
      client.replace(Layout.parent(now), parent);
      rig.assertRestores(ReplicaRestore.from(client).version(26), after, 26);
      client.replace(Layout.parent(old), new byte[9]);
      rig.assertRestores(ReplicaRestore.from(client), after, 28);
      rig.assertRestores(ReplicaRestore.from(client).version(20), history, 20);
      assertParentIsNamed(old, () -> ReplicaRestore.from(client).version(4).plan());
      assertParentIsNamed(old, fresh::retentionPlan);
      Destination.listAll(client, "generations/" + Layout.hex(old) + "/")
          .forEach(object -> client.delete(object.name()));
      rig.assertRestores(ReplicaRestore.from(client), after, 28);
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
  void aDamagedSegmentIsNamedAndLeavesNothing() throws Exception {
    String name = segmentOf(23);
    byte[] intact = client.content(name).clone();
    client.delete(snapshotOf(25));
    for (int at = 0; at < intact.length; at += 23) {
      byte[] damaged = intact.clone();
      damaged[at] ^= 16;
      client.replace(name, damaged);
      DestinationException e =
          assertThrows(
              DestinationException.class, () -> ReplicaRestore.from(client).to(rig.path("x.kv")));
      assertEquals(name, e.object());
      assertFalse(Files.exists(rig.path("x.kv")));
    }
    client.replace(name, Arrays.copyOf(intact, intact.length - 9));
    assertThrows(
        DestinationException.class, () -> ReplicaRestore.from(client).to(rig.path("x.kv")));
    client.replace(name, client.content(segmentOf(13)));
    assertThrows(
        DestinationException.class, () -> ReplicaRestore.from(client).to(rig.path("x.kv")));
    client.replace(name, intact);
    rig.assertRestores(ReplicaRestore.from(client), history, 25);
    rig.assertNothingLeft();
  }

  @Test
  void aDamagedSnapshotIsToldAndReplacedByAnOlderOneAndMoreSegments() throws Exception {
    byte[] intact = client.content(snapshotOf(25)).clone();
    for (int length = 0; length < intact.length; length += 60) {
      damageSnapshot(25, length);
      ReplicaRestoreResult result = ReplicaRestore.from(client).to(rig.path("x" + length + ".kv"));
      assertEquals(List.of(snapshotOf(25)), result.plan().damaged());
      assertEquals(snapshotOf(20), result.plan().snapshot().object());
      rig.assertRestores(ReplicaRestore.from(client), history, 25);
      rig.assertRestores(ReplicaRestore.from(client).timestamp(history.time(24)), history, 24);
      client.replace(snapshotOf(25), intact);
    }
    damageSnapshot(25, intact.length - 1);
    damageSnapshot(20, 5);
    rig.assertRestores(ReplicaRestore.from(client).timestamp(history.time(23)), history, 23);
    assertEquals(List.of(), ReplicaRestore.from(client).version(19).plan().damaged());
    rig.assertNothingLeft();
  }

  @Test
  void aDamagedSnapshotWithoutAnOtherWayToTheTargetIsNamed() {
    damageSnapshot(25, 700);
    client.delete(segmentOf(23));
    DestinationException e =
        assertThrows(
            DestinationException.class, () -> ReplicaRestore.from(client).to(rig.path("x.kv")));
    assertEquals(snapshotOf(25), e.object());
    assertTrue(e.isDamaged());
    assertFalse(Files.exists(rig.path("x.kv")));
  }

  private static void assertParentIsNamed(long generation, Executable work) {
    DestinationException e = assertThrows(DestinationException.class, work);
    assertTrue(e.isDamaged());
    assertEquals(Layout.parent(generation), e.object());
  }

  /** Cuts a snapshot off. */
  private void damageSnapshot(long version, int length) {
    client.replace(snapshotOf(version), Arrays.copyOf(client.content(snapshotOf(version)), length));
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
  void aDamagedGenerationThatMayBeTheNewestIsNamedWithOneThatCanBeAskedFor() {
    long foreign = 0x77;
    client.replace(Layout.parent(foreign), new byte[3]);
    client.replace(Layout.snapshot(foreign, 9), new byte[3]);
    DestinationException e =
        assertThrows(DestinationException.class, () -> ReplicaRestore.from(client).plan());
    assertEquals(Layout.parent(foreign), e.object());
    String known = Layout.hex(database.position().generation());
    assertTrue(e.getMessage().contains("or for " + known), e.getMessage());
    rig.assertRestores(
        ReplicaRestore.from(client).generation(database.position().generation()), history, 25);
  }

  @Test
  void aDamagedClaimIsNotToBeTakenAway() {
    rig.replica(database, client).build().sync();
    client.replace(Layout.writer(2), new byte[3]);
    DestinationException e =
        assertThrows(DestinationException.class, () -> ReplicaRestore.from(client).plan());
    assertTrue(e.getMessage().contains("say which generation is wanted"), e.getMessage());
    rig.assertRestores(
        ReplicaRestore.from(client).generation(database.position().generation()), history, 25);
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

  @Test
  void eachOfSeveralDamagedSnapshotsIsNamed() {
    damageSnapshot(25, 700);
    damageSnapshot(20, 5);
    client.delete(segmentOf(18));
    DestinationException e =
        assertThrows(
            DestinationException.class, () -> ReplicaRestore.from(client).to(rig.path("x.kv")));
    assertTrue(e.isDamaged());
    assertTrue(e.getMessage().contains(snapshotOf(25)), e.getMessage());
    assertTrue(e.getMessage().contains(snapshotOf(20)), e.getMessage());
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
  void aDamagedParentIsStoredAgainByTheNextSegmentOfItsGeneration() {
    long generation = database.position().generation();
    client.replace(Layout.parent(generation), new byte[2]);
    rig.commits(database, history, 1);
    rig.replica(database, client).build().sync();
    Destination.list(client).requireSound();
    rig.assertRestores(ReplicaRestore.from(client), history, 26);
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
  void aDamagedHeartbeatIsTold() {
    client.replace(Layout.HEARTBEAT, new byte[0]);
    assertEquals(List.of(Layout.HEARTBEAT), ReplicaRestore.from(client).plan().damaged());
    rig.assertRestores(ReplicaRestore.from(client), history, 25);
  }

  @Test
  void aDamagedEndIsStoredAgainByARestartedReplica() {
    rig.commits(database, history, 2);
    replica.sync();
    client.replace(segmentOf(27), new byte[0]);
    List<RuntimeException> told = new ArrayList<>();
    Replica again =
        rig.replica(database, client)
            .listener(
                new ReplicaListener() {
                  @Override
                  public void onError(String what, RuntimeException error) {
                    told.add(error);
                  }
                })
            .build();
    assertThrows(
        DestinationException.class, () -> ReplicaRestore.from(client).to(rig.path("x.kv")));
    assertEquals(2, again.sync().commits());
    assertTrue(told.get(0).getMessage().contains("ask for version 25"), told.toString());
    rig.assertRestores(ReplicaRestore.from(client), history, 27);
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
