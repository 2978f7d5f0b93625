package dev.kedge.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.DestinationException;
import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import dev.kedge.RecoveryTargetException;
import dev.kedge.ReplicaGapException;
import dev.kedge.TargetExistsException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Each of the faults that other implementations had, and what a restore promises. */
class ReplicaRestoreTest {

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
  void theNewestSnapshotAtOrBeforeTheTargetIsChosen() {
    for (long version = 5; version <= 25; version++) {
      RestorePlan plan = ReplicaRestore.from(client).version(version).plan();
      assertEquals(version / 5 * 5, plan.snapshot().version());
      assertEquals(version % 5 == 0 ? 1 : 2, plan.objects());
      assertEquals(version, plan.through().version());
    }
  }

  @Test
  void everyVersionAndEveryInstantIsRestoredExactly() {
    Instant first = history.time(5);
    for (long version = 5; version < 25; version += 3) {
      rig.assertRestores(ReplicaRestore.from(client).version(version), history, version);
      Instant time = history.time(version);
      rig.assertRestores(ReplicaRestore.from(client).timestamp(time), history, version);
      rig.assertRestores(
          ReplicaRestore.from(client).timestamp(time.plusMillis(999)), history, version);
    }
    assertThrows(
        RecoveryTargetException.class,
        () -> ReplicaRestore.from(client).timestamp(first.minusMillis(1)).plan());
  }

  @Test
  void anInstantBehindTheLastCommitNeedsAHeartbeatThatProvesIt() {
    Instant last = history.time(25);
    ReplicaRestore restore = ReplicaRestore.from(client).timestamp(last.plusSeconds(5));
    assertThrows(RecoveryTargetException.class, restore::plan);
    rig.advance(Duration.ofMinutes(1));
    replica.monitor().syncRound();
    rig.assertRestores(restore, history, 25);
  }

  @Test
  void aVersionThatIsNotThereIsRefusedAndNamesWhatIs() {
    RecoveryTargetException beyond =
        assertThrows(
            RecoveryTargetException.class, () -> ReplicaRestore.from(client).version(26).plan());
    assertEquals("version 26", beyond.requested());
    assertTrue(beyond.newest().contains(database.position().toString()), beyond.newest());
    assertThrows(
        RecoveryTargetException.class, () -> ReplicaRestore.from(client).version(4).plan());
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
      assertTrue(e.getMessage().contains("version 28 of it had been stored"), e.getMessage());
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
      Replica fresh = rig.replica(follower.database(), client).takeOver(true).build();
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
      fresh.sync();
      fresh.heartbeat();
      assertEquals(
          database.position(), Heartbeat.read(client).orElseThrow().proved(), "not of its own");
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
      assertParentIsNamed(now, () -> ReplicaRestore.from(client).generation(now).plan());
      assertParentIsNamed(now, () -> listed.window(now));
      assertParentIsNamed(now, listed::requireSound);
      assertParentIsNamed(now, fresh::retentionPlan);
      client.replace(Layout.parent(now), parent);
      rig.assertRestores(ReplicaRestore.from(client), after, 28);
      client.replace(Layout.parent(old), new byte[9]);
      assertParentIsNamed(old, () -> ReplicaRestore.from(client).plan());
      Destination.listAll(client, "generations/" + Layout.hex(old) + "/")
          .forEach(object -> client.delete(object.name()));
      rig.assertRestores(ReplicaRestore.from(client), after, 28);
    }
  }

  private static void assertParentIsNamed(long generation, Executable work) {
    DestinationException e = assertThrows(DestinationException.class, work);
    assertTrue(e.isDamaged());
    assertEquals(Layout.parent(generation), e.object());
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
  void aRequestThatBreaksOffIsResumed() {
    FaultyReads faulty = new FaultyReads(client);
    rig.assertRestores(ReplicaRestore.from(faulty), history, 25);
    assertTrue(faulty.broken.get() > 10, faulty.broken + " broke off");
    faulty.dead = true;
    DestinationException e =
        assertThrows(
            DestinationException.class, () -> ReplicaRestore.from(faulty).to(rig.path("x.kv")));
    assertTrue(e.getMessage().contains("breaks off"), e.getMessage());
    assertFalse(Files.exists(rig.path("x.kv")));
  }

  /** Each stream of a large object ends after 100 bytes, or at once. */
  private static final class FaultyReads extends FaultyReplicaClient {
    private final AtomicInteger broken = new AtomicInteger();
    private volatile boolean dead;

    FaultyReads(ReplicaClient client) {
      super(client);
    }

    @Override
    public InputStream read(String name, long offset, long length) {
      InputStream in = super.read(name, offset, length);
      if (length < Long.MAX_VALUE || !name.contains("generations/")) {
        return in;
      }
      return new FilterInputStream(in) {
        private int left = dead ? 0 : 100;

        @Override
        public int read(byte[] target, int at, int wanted) throws IOException {
          if (left == 0) {
            broken.incrementAndGet();
            throw new IOException("it breaks off");
          }
          int count = super.read(target, at, Math.min(wanted, left));
          left -= Math.max(0, count);
          return count;
        }
      };
    }
  }

  @Test
  void aMissingSnapshotIsReplacedByAnOlderOneAndMoreSegments() {
    client.delete(snapshotOf(20));
    client.delete(snapshotOf(15));
    rig.assertRestores(ReplicaRestore.from(client).version(22), history, 22);
  }

  @Test
  void aListingInNoOrderChangesNothing() {
    FaultyReplicaClient unsorted = new FaultyReplicaClient(client);
    unsorted.listInNoOrder();
    rig.assertRestores(ReplicaRestore.from(unsorted).version(18), history, 18);
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
    assertNothingLeft();
  }

  private void assertNothingLeft() throws Exception {
    try (var files = Files.list(directory)) {
      assertEquals(List.of(), files.filter(file -> file.toString().contains(".fetch-")).toList());
    }
  }

  /** Cuts a snapshot off. */
  private void damageSnapshot(long version, int length) {
    client.replace(snapshotOf(version), Arrays.copyOf(client.content(snapshotOf(version)), length));
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
    assertNothingLeft();
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
  void nothingIsEverReplaced() throws Exception {
    Files.writeString(rig.path("x.kv"), "mine");
    assertThrows(
        TargetExistsException.class, () -> ReplicaRestore.from(client).to(rig.path("x.kv")));
    assertEquals("mine", Files.readString(rig.path("x.kv")));
    Files.createDirectory(rig.path("y.kv-wal"));
    Files.writeString(rig.path("y.kv-wal").resolve("state"), "mine");
    assertThrows(
        TargetExistsException.class, () -> ReplicaRestore.from(client).to(rig.path("y.kv")));
  }

  @Test
  void whatAnInterruptedRestoreLeftBlocksNothingAndIsDeleted() throws Exception {
    RestoreScratch killed = new RestoreScratch(rig.path("x.kv"));
    Files.writeString(killed.file(), "half a database");
    // Another restore is running: its files stay.
    rig.assertRestores(ReplicaRestore.from(client), history, 25);
    ReplicaRestore.from(client).to(rig.path("x.kv"));
    assertTrue(Files.exists(killed.file()));
    killed.close();
    Files.writeString(rig.path("z.kv.fetch-0000000000000001.tmp"), "half a database");
    Files.writeString(rig.path("z.kv.fetch-0000000000000001.tmp.lock"), "");
    ReplicaRestore.from(client).to(rig.path("z.kv"));
    assertNothingLeft();
  }

  @Test
  void aRestoreTellsOfProgressAndCanBeCancelled() throws Exception {
    List<Long> told = new ArrayList<>();
    RestorePlan plan = ReplicaRestore.from(client).version(24).plan();
    ReplicaRestore.from(client)
        .version(24)
        .listener(
            (done, total) -> {
              assertEquals(plan.bytes(), total);
              told.add(done);
            })
        .to(rig.path("x.kv"));
    assertEquals(plan.bytes(), told.get(told.size() - 1));
    assertEquals(told.stream().sorted().toList(), told);
    ProgressListener cancel =
        new ProgressListener() {
          @Override
          public void progress(long bytesDone, long bytesTotal) {}

          @Override
          public boolean isCancelled() {
            return true;
          }
        };
    assertThrows(
        OperationCancelledException.class,
        () -> ReplicaRestore.from(client).listener(cancel).to(rig.path("y.kv")));
    assertFalse(Files.exists(rig.path("y.kv")));
    assertNothingLeft();
  }

  @Test
  void anObjectThatGoesMissingMeanwhileMakesItPlanAgain() {
    ReplicaClient vanishing =
        new FaultyReplicaClient(client) {
          @Override
          public java.io.InputStream read(String name, long offset, long length) {
            if (name.equals(snapshotOf(20)) && length == Long.MAX_VALUE) {
              client.delete(name);
            }
            return super.read(name, offset, length);
          }
        };
    rig.assertRestores(ReplicaRestore.from(vanishing).version(22), history, 22);
  }

  @Test
  void targetsThatContradictEachOtherAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> ReplicaRestore.from(client).version(3).timestamp(Instant.EPOCH));
    assertThrows(IllegalArgumentException.class, () -> ReplicaRestore.from(client).before(0));
    assertThrows(IllegalArgumentException.class, () -> ReplicaRestore.from(client).parallelism(0));
    DestinationException e =
        assertThrows(
            DestinationException.class, () -> ReplicaRestore.from(client).generation(1).plan());
    assertTrue(e.getMessage().contains("choose one of"), e.getMessage());
  }

  @Test
  void anEmptyDestinationIsRefused() {
    FileReplicaClient mistyped = new FileReplicaClient(rig.path("mistyped"));
    DestinationException e =
        assertThrows(
            DestinationException.class, () -> ReplicaRestore.from(mistyped).to(rig.path("x.kv")));
    assertTrue(e.isEmpty());
    assertTrue(e.getMessage().contains(mistyped.url()), e.getMessage());
    assertFalse(Files.exists(rig.path("mistyped")));
  }

  @Test
  void whatCanNotBeRestoredIsRefusedBeforeAnythingIsWritten() {
    CountingClient counting = new CountingClient(client);
    assertThrows(
        RecoveryTargetException.class,
        () -> ReplicaRestore.from(counting).version(99).to(rig.path("x.kv")));
    assertEquals(0, counting.counts().get(RequestKind.REPLACE));
  }
}
