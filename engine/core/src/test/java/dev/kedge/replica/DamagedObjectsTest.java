package dev.kedge.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.DestinationException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is damaged at a destination is named, and in the way of nothing else. */
class DamagedObjectsTest extends RestoredDestination {

  /** Cuts a snapshot off. */
  private void damageSnapshot(long version, int length) {
    client.replace(snapshotOf(version), Arrays.copyOf(client.content(snapshotOf(version)), length));
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
}
