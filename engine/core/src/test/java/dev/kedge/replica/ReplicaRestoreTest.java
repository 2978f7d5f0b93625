package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.DestinationException;
import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import dev.kedge.RecoveryTargetException;
import dev.kedge.TargetExistsException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Each of the faults that other implementations had, and what a restore promises. */
class ReplicaRestoreTest extends RestoredDestination {

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
  void aListingInNoOrderChangesNothing() {
    FaultyReplicaClient unsorted = new FaultyReplicaClient(client);
    unsorted.listInNoOrder();
    rig.assertRestores(ReplicaRestore.from(unsorted).version(18), history, 18);
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
    rig.assertNothingLeft();
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
    rig.assertNothingLeft();
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
