package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.DestinationException;
import dev.kedge.FencedWriterException;
import dev.kedge.GenerationMismatchException;
import dev.kedge.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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

class FencingTest {

  @TempDir private Path directory;
  private ReplicaRig rig;
  private final History history = new History(2);
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
  void anotherDatabaseIsRefusedAndTheWriterGoesOn() {
    Database database = rig.open("app.kv");
    Replica replica = rig.replica(database, client).build();
    replica.sync();
    Replica other = rig.replica(rig.open("other.kv"), client).build();
    FencedWriterException e = assertThrows(FencedWriterException.class, other::sync);
    assertEquals(1, e.epoch());
    rig.commits(database, history, 3);
    assertEquals(3, replica.sync().commits());
  }

  @Test
  void theDestinationOfAnUnrelatedDatabaseIsNotTakenOver() {
    Database database = rig.open("app.kv");
    Replica replica = rig.replica(database, client).build();
    rig.commits(database, history, 3);
    replica.sync();
    Replica other = rig.replica(rig.open("other.kv"), client).takeOver(true).build();
    GenerationMismatchException e = assertThrows(GenerationMismatchException.class, other::sync);
    assertTrue(e.getMessage().contains("another database"), e.getMessage());
    rig.commits(database, history, 3);
    assertEquals(3, replica.sync().commits());
  }

  @Test
  void anUnrelatedDatabaseDoesNotTakeOverWhereTheParentIsDamagedEither() {
    Database database = rig.open("app.kv");
    Replica replica = rig.replica(database, client).build();
    rig.commits(database, history, 3);
    replica.sync();
    client.replace(Layout.parent(database.position().generation()), new byte[3]);
    Replica other = rig.replica(rig.open("other.kv"), client).takeOver(true).build();
    assertThrows(GenerationMismatchException.class, other::sync);
    rig.commits(database, history, 3);
    assertEquals(3, replica.sync().commits());
  }

  @Test
  void aGenerationWithoutCommitsBetweenOthersBreaksNoLine() {
    Database database = rig.open("app.kv");
    Replica first = rig.replica(database, client).build();
    first.sync();
    rig.commits(database, history, 3);
    first.sync();
    ReplicaRestore.from(client).to(rig.path("copy.kv"));
    try (Database copy = rig.open("copy.kv")) {
      copy.promote();
    }
    Path again = rig.path("again.kv");
    copyFile(rig.path("copy.kv"), again);
    Database third = rig.open("again.kv");
    assertEquals(1, third.ancestors().size());
    third.promote();
    assertEquals(2, third.ancestors().size());
    Replica replica = rig.replica(third, client).takeOver(true).build();
    replica.syncLog();
    rig.assertRestores(ReplicaRestore.from(client), history, 3);
    replica.snapshot();
    replica.heartbeat();
    rig.assertRestores(ReplicaRestore.from(client), history, 3);
    rig.commits(third, history, 2);
    replica.syncLog();
    rig.assertRestores(ReplicaRestore.from(client), history, 5);
    rig.assertRestores(ReplicaRestore.from(client).version(2), history, 2);
  }

  private static void copyFile(Path from, Path to) {
    try {
      Files.copy(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aHeartbeatNeverReplacesThatOfANewerWriter() {
    Database database = rig.open("app.kv");
    AtomicBoolean overtaken = new AtomicBoolean();
    ReplicaClient racing =
        new FaultyReplicaClient(client) {
          @Override
          public void replace(String name, byte[] content) {
            throw new AssertionError("heartbeats replace only what is known: " + name);
          }

          @Override
          public boolean replace(String name, byte[] expected, byte[] content) {
            if (overtaken.getAndSet(false)) {
              rig.replica(database, client).name("newer").build().sync();
            }
            return super.replace(name, expected, content);
          }
        };
    Replica old = rig.replica(database, racing).build();
    old.sync();
    client.delete(Layout.HEARTBEAT);
    client.replace(Layout.HEARTBEAT, new byte[5]);
    overtaken.set(true);
    assertThrows(FencedWriterException.class, old::heartbeat);
    assertEquals(2, Heartbeat.read(client).orElseThrow().epoch());
  }

  @Test
  void theSecondOfTwoReplicasOfOneDatabaseFencesTheFirst() {
    Database database = rig.open("app.kv");
    List<ReplicaState> states = new ArrayList<>();
    Replica first =
        rig.replica(database, client)
            .listener(
                new ReplicaListener() {
                  @Override
                  public void onState(ReplicaState state) {
                    states.add(state);
                  }
                })
            .build();
    first.sync();
    Replica second = rig.replica(database, client).name("second").build();
    second.sync();
    rig.commits(database, history, 3);
    Position proved = first.position().orElseThrow();
    assertThrows(FencedWriterException.class, first::sync);
    assertEquals(ReplicaState.FENCED, first.state());
    assertEquals(proved, first.position().orElseThrow());
    assertThrows(FencedWriterException.class, first::enforceRetention);
    assertThrows(FencedWriterException.class, () -> first.awaitReplicated(3, Duration.ZERO));
    assertEquals(List.of(ReplicaState.FENCED), states);
    second.sync();
    rig.assertRestores(ReplicaRestore.from(client), history, 3);
  }

  @Test
  void aPromotedFollowerTakesOverAndTheOldPrimaryIsFenced() {
    Database primary = rig.open("app.kv");
    Replica old = rig.replica(primary, client).build();
    old.sync();
    rig.commits(primary, history, 10);
    old.sync();
    History after = history.fork(10);
    try (Follower follower = Follower.builder(rig.path("f.kv"), client).clock(rig).open()) {
      follower.promote();
      Replica fresh = rig.replica(follower.database(), client).takeOver(true).build();
      rig.commits(follower.database(), after, 5);
      fresh.sync();
      rig.commits(primary, history, 4);
      assertThrows(FencedWriterException.class, old::sync);
      rig.commits(follower.database(), after, 5);
      fresh.sync();
    }
    rig.assertRestores(ReplicaRestore.from(client), after, 20);
    rig.assertRestores(ReplicaRestore.from(client).version(12), after, 12);
    rig.assertRestores(ReplicaRestore.from(client).version(7), after, 7);
    // What the old primary stored before it saw the fence is in its own generation.
    long oldGeneration = primary.position().generation();
    rig.assertRestores(ReplicaRestore.from(client).generation(oldGeneration), history, 14);
    assertThrows(FencedWriterException.class, () -> rig.replica(primary, client).build().sync());
  }

  @Test
  void anOldPrimaryThatCommitsNothingFindsOutWithItsNextHeartbeat() {
    Database primary = rig.open("app.kv");
    Replica old = rig.replica(primary, client).build();
    rig.commits(primary, history, 10);
    old.monitor().syncRound();
    try (Follower follower = Follower.builder(rig.path("f.kv"), client).clock(rig).open()) {
      follower.promote();
      rig.replica(follower.database(), client).takeOver(true).build().sync();
      byte[] newest = client.content(Layout.HEARTBEAT);
      assertEquals(2, Heartbeat.read(client).orElseThrow().epoch());
      rig.advance(Duration.ofMinutes(1));
      old.monitor().syncRound();
      assertEquals(ReplicaState.FENCED, old.state());
      assertArrayEquals(newest, client.content(Layout.HEARTBEAT));
    }
  }

  @Test
  void anOldPrimaryWithoutHeartbeatsFindsOutWithItsRetention() {
    Database primary = rig.open("app.kv");
    Replica old = rig.replica(primary, client).heartbeatInterval(Duration.ZERO).build();
    rig.commits(primary, history, 10);
    old.monitor().syncRound();
    try (Follower follower = Follower.builder(rig.path("f.kv"), client).clock(rig).open()) {
      follower.promote();
      rig.replica(follower.database(), client).takeOver(true).build().sync();
      rig.advance(Duration.ofHours(1));
      old.monitor().upkeepRound();
      assertEquals(ReplicaState.FENCED, old.state());
    }
  }

  @Test
  void whatAForkCommitsIsStoredBeforeItsFirstSnapshot() {
    Database primary = rig.open("app.kv");
    Replica old = rig.replica(primary, client).build();
    rig.commits(primary, history, 10);
    old.sync();
    History after = history.fork(10);
    try (Follower follower = Follower.builder(rig.path("f.kv"), client).clock(rig).open()) {
      follower.promote();
      Replica fresh = rig.replica(follower.database(), client).takeOver(true).build();
      rig.commits(follower.database(), after, 5);
      fresh.monitor().syncRound();
      assertEquals(follower.position(), fresh.position().orElseThrow());
      assertEquals(1, fresh.destination().snapshots().size());
      rig.assertRestores(ReplicaRestore.from(client), after, 15);
      fresh.monitor().upkeepRound();
      assertEquals(2, fresh.destination().snapshots().size());
      fresh.monitor().upkeepRound();
      assertEquals(2, fresh.destination().snapshots().size());
    }
  }

  @Test
  void aDestinationThatIsGoneIsNotTakenForAnotherWriter() {
    Database database = rig.open("app.kv");
    FaultyReplicaClient mount = new FaultyReplicaClient(client);
    Replica replica = rig.replica(database, mount).build();
    replica.sync();
    MemoryReplicaClient away = client.copy();
    client.names().forEach(client::delete);
    rig.commits(database, history, 3);
    DestinationException e = assertThrows(DestinationException.class, replica::sync);
    assertTrue(e.getMessage().contains("mount"), e.getMessage());
    client.names().forEach(client::delete);
    for (String name : away.names()) {
      client.replace(name, away.content(name));
    }
    assertEquals(3, replica.sync().commits());
    rig.assertRestores(ReplicaRestore.from(client), history, 3);
  }

  @Test
  void aReplicaWithNothingToStoreFindsOutWithAHeartbeatThatItsDestinationIsGone() {
    Replica replica = rig.replica(rig.open("app.kv"), client).build();
    replica.monitor().syncRound();
    assertEquals(Optional.empty(), replica.stats().lastError());
    MemoryReplicaClient away = client.copy();
    client.names().forEach(client::delete);
    for (int i = 0; i < 3; i++) {
      rig.advance(Duration.ofMinutes(1));
      replica.monitor().syncRound();
      String error = replica.stats().lastError().orElseThrow();
      assertTrue(error.contains("mount"), error);
    }
    assertEquals(List.of(), client.names());
    for (String name : away.names()) {
      client.replace(name, away.content(name));
    }
    rig.advance(Duration.ofMinutes(1));
    replica.monitor().syncRound();
    assertEquals(Optional.empty(), replica.stats().lastError());
  }

  @Test
  void aNewProcessDoesNotBeginAnewWhereItsDestinationIsNotMounted() {
    Database database = rig.open("app.kv");
    rig.replica(database, client).name("nightly").build().sync();
    MemoryReplicaClient bare = new MemoryReplicaClient();
    rig.commits(database, history, 2);
    Replica restarted = rig.replica(database, bare).name("nightly").build();
    DestinationException e = assertThrows(DestinationException.class, restarted::sync);
    assertTrue(e.getMessage().contains("'replica.nightly'"), e.getMessage());
    assertEquals(List.of(), bare.names());
    assertEquals(2, rig.replica(database, client).name("nightly").build().sync().commits());
    rig.replica(database, bare).name("other").build().sync();
    rig.assertRestores(ReplicaRestore.from(bare), history, 2);
  }

  @Test
  void aReplicaBeginsAnewElsewhereOnceItIsTold() {
    Database database = rig.open("app.kv");
    rig.replica(database, client).build().sync();
    rig.commits(database, history, 2);
    MemoryReplicaClient taken = new MemoryReplicaClient();
    rig.replica(database, taken).takeOver(true).build().sync();
    rig.assertRestores(ReplicaRestore.from(taken), history, 2);
    MemoryReplicaClient dropped = new MemoryReplicaClient();
    assertTrue(database.holds().drop("replica.main"));
    rig.replica(database, dropped).build().sync();
    rig.assertRestores(ReplicaRestore.from(dropped), history, 2);
  }

  @Test
  void nothingIsStoredAgainAndAgainWhereTheDestinationWas() {
    Database database = rig.open("app.kv");
    Replica replica = rig.replica(database, client).build();
    replica.sync();
    client.names().forEach(client::delete);
    for (int i = 0; i < 5; i++) {
      rig.commits(database, history, 2);
      assertThrows(DestinationException.class, replica::sync);
      assertThrows(DestinationException.class, replica::snapshot);
    }
    // What was stored before it was noticed: one segment, and that its generation has no parent.
    assertTrue(client.names().size() <= 2, client.names().toString());
  }

  @Test
  void aWriterSeesThatItIsFencedThoughRetentionHasDeletedTheClaims() {
    Database database = rig.open("app.kv");
    Replica first = rig.replica(database, client).build();
    first.sync();
    for (int i = 0; i < 3; i++) {
      rig.replica(database, client).name("later").build().sync();
    }
    rig.commits(database, history, 1);
    client.delete(Layout.writer(1));
    client.delete(Layout.writer(2));
    // Somebody who listed long ago claims the epoch of the first once more.
    WriterClaim other = new WriterClaim(1, 7, database.position(), "pid 7", rig.instant());
    client.replace(Layout.writer(1), other.encode());
    FencedWriterException e = assertThrows(FencedWriterException.class, first::sync);
    assertEquals(4, e.epoch());
  }

  @Test
  void aClaimIsVoidThatWasMadeWhenThereWereNewerOnes() {
    Database database = rig.open("app.kv");
    for (int i = 0; i < 4; i++) {
      rig.replica(database, client).build().sync();
    }
    client.delete(Layout.writer(1));
    client.delete(Layout.writer(2));
    Writer late = Writer.claim(client, database, 0, true, rig.instant());
    assertEquals(1, late.epoch());
    Destination listed = Destination.list(client);
    assertThrows(FencedWriterException.class, () -> late.checkNewest(listed));
  }

  @Test
  void aFollowerThatPausedDoesNotTakeWhatAFencedWriterStored() {
    Database primary = rig.open("app.kv");
    Replica old = rig.replica(primary, client).build();
    old.sync();
    rig.commits(primary, history, 10);
    old.sync();
    History after = history.fork(10);
    try (Follower paused = Follower.builder(rig.path("p.kv"), client).clock(rig).open();
        Follower follower = Follower.builder(rig.path("f.kv"), client).clock(rig).open()) {
      paused.poll();
      follower.promote();
      rig.replica(follower.database(), client).takeOver(true).build().sync();
      rig.commits(primary, history, 4);
      assertThrows(FencedWriterException.class, old::sync);
      rig.commits(follower.database(), after, 5);
      rig.replica(follower.database(), client).build().sync();
      client.delete(Layout.writer(1));
      client.delete(Layout.writer(2));
      assertEquals(follower.position(), paused.poll());
      after.assertHas(15, paused.database());
    }
  }

  @Test
  void aCopyBehindTheDestinationMustLeaveItsGenerationFirst() {
    Database database = rig.open("app.kv");
    Replica replica = rig.replica(database, client).build();
    replica.sync();
    rig.commits(database, history, 10);
    replica.sync();
    ReplicaRestore.from(client).version(6).to(rig.path("copy.kv"));
    Database copy = rig.open("copy.kv");
    Replica again = rig.replica(copy, client).takeOver(true).build();
    assertThrows(GenerationMismatchException.class, again::sync);
    // Nothing was claimed: the writer goes on.
    rig.commits(database, history, 1);
    replica.sync();
    copy.promote();
    History after = history.fork(6);
    again.sync();
    rig.commits(copy, after, 2);
    again.sync();
    rig.assertRestores(ReplicaRestore.from(client), after, 8);
    assertThrows(
        FencedWriterException.class,
        () -> {
          rig.commits(database, history, 1);
          replica.sync();
        });
  }

  @Test
  void theSameVersionsWithOtherContentAreRefused() throws Exception {
    Database database = rig.open("app.kv");
    Replica replica = rig.replica(database, client).build();
    replica.sync();
    rig.commits(database, history, 3);
    replica.sync();
    database.close();
    // A copy by hand of file and folder is the same instance to all appearance.
    Path copy = rig.path("copy.kv");
    Files.copy(rig.path("app.kv"), copy);
    Files.createDirectory(rig.path("copy.kv-wal"));
    try (var files = Files.list(rig.path("app.kv-wal"))) {
      for (Path file : files.toList()) {
        Files.copy(file, rig.path("copy.kv-wal").resolve(file.getFileName()));
      }
    }
    Database one = rig.open("app.kv");
    Database two = rig.open("copy.kv");
    one.put(History.bytes("who"), History.bytes("one"));
    two.put(History.bytes("who"), History.bytes("two"));
    rig.replica(one, client).build().sync();
    Replica second = rig.replica(two, client).build();
    assertThrows(GenerationMismatchException.class, second::sync);
  }

  @Test
  void restoredReplicatedAndRestoredAgainThreeTimesOver() {
    Database database = rig.open("app-0.kv");
    History now = history;
    Replica replica = rig.replica(database, client).build();
    replica.sync();
    for (int round = 1; round <= 3; round++) {
      rig.commits(database, now, 10);
      replica.sync();
      rig.commits(database, now, 5);
      replica.sync();
      long version = now.version() - round;
      ReplicaRestore.from(client).version(version).to(rig.path("app-" + round + ".kv"));
      now = now.fork(version);
      database = rig.open("app-" + round + ".kv");
      rig.commits(database, now, 3);
      replica = rig.replica(database, client).takeOver(true).build();
      replica.sync();
      rig.assertRestores(ReplicaRestore.from(client), now, now.version());
      for (long old = 0; old <= now.version(); old += 4) {
        rig.assertRestores(ReplicaRestore.from(client).version(old), now, old);
      }
    }
    RecoverableWindow window = replica.destination().window(database.position().generation());
    assertEquals(List.of(), window.holes());
    assertEquals(0, window.oldest().orElseThrow().oldest().version());
    assertEquals(4, replica.destination().generations().size());
  }
}
