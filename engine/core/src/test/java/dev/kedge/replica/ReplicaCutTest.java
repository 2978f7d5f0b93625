package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.SimDatabases;
import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.SimStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database and its destination on one simulated disk, whose power is cut, or whose process is
 * killed, at random operations while it replicates, makes snapshots and enforces retention.
 */
class ReplicaCutTest {

  private static final Path DESTINATION = SimDatabases.path("destination");
  private static final String APP = "app.kv";

  @TempDir private Path directory;

  @Test
  void afterACutTheDestinationHasWhatItProvedAndTheReplicaGoesOn() {
    run(seed());
  }

  @Test
  @Tag("campaign")
  void soItIsAfterManyCuts() {
    long end =
        System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("kedge.campaign.seconds", 0));
    long seed = seed();
    do {
      run(seed++);
    } while (System.nanoTime() < end);
  }

  private static long seed() {
    return Long.getLong("kedge.seed", Math.floorMod(System.nanoTime(), 1_000_000_000L));
  }

  /**
   * What a cut left.
   *
   * @param disk the disk
   * @param proved the version that the destination had proved, -1 if none
   * @param committed the last version that was acknowledged
   * @param where at which operation it was
   */
  private record Cut(SimStorage disk, long proved, long committed, String where) {}

  private void run(long seed) {
    System.out.println("power cuts of a replica, seed " + seed);
    Random random = new Random(seed);
    History history = new History(seed);
    List<Cut> cuts = new ArrayList<>();
    try (ReplicaRig rig = new ReplicaRig(directory)) {
      live(rig, history, random, cuts);
      for (Cut cut : cuts) {
        check(rig, history, cut);
      }
    }
    assertTrue(cuts.size() > 5, cuts.size() + " cuts");
  }

  /** Replicates for a while, and keeps what cuts would leave. */
  private static void live(ReplicaRig rig, History history, Random random, List<Cut> cuts) {
    SimStorage disk = new SimStorage();
    FaultStorage storage = new FaultStorage(disk);
    try (Database database = SimDatabases.open(storage, APP, rig)) {
      Replica replica =
          rig.replica(database, new FileReplicaClient(storage, DESTINATION, rig))
              .segmentBytes(4 << 10)
              .retention(Duration.ofMinutes(1))
              .build();
      storage.inject(
          (op, path) -> {
            synchronized (cuts) {
              if (random.nextInt(25) == 0) {
                long proved = replica.provedVersion();
                SimStorage left = random.nextInt(4) == 0 ? disk.kill() : disk.crash(random);
                cuts.add(new Cut(left, proved, history.version(), op + " of " + path));
              }
            }
          });
      for (int round = 0; round < 12; round++) {
        rig.commits(database, history, 1 + random.nextInt(12));
        switch (random.nextInt(5)) {
          case 0 -> replica.snapshot();
          case 1 -> {
            rig.advance(Duration.ofMinutes(2));
            replica.enforceRetention();
          }
          case 2 -> database.checkpoint();
          default -> replica.sync();
        }
        replica.heartbeat();
      }
      storage.heal();
    }
  }

  private static void check(ReplicaRig rig, History history, Cut cut) {
    FileReplicaClient client = new FileReplicaClient(cut.disk, DESTINATION, rig);
    try (Database database = SimDatabases.open(cut.disk, APP, rig)) {
      long version = database.position().version();
      assertTrue(version >= cut.committed, version + " after " + cut);
      history.assertHas(version, database);
      if (cut.proved >= 0) {
        long there = ReplicaRestore.from(client).plan().through().version();
        assertTrue(there >= cut.proved && there <= version, there + " after " + cut);
        rig.assertRestores(ReplicaRestore.from(client), history, there);
      }
      Replica again = rig.replica(database, client).build();
      again.sync();
      assertEquals(version, again.provedVersion(), cut.where);
      rig.assertRestores(ReplicaRestore.from(client), history, version);
    }
  }
}
