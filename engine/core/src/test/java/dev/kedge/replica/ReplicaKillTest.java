package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A primary that replicates and enforces retention, a follower and a restore, each in a process of
 * its own, killed at random moments: what was proved restores, and all of them go on.
 */
class ReplicaKillTest {

  @TempDir private Path directory;

  @Test
  void whatIsKilledGoesOn() throws IOException {
    long seed = seed();
    run(seed, 1);
  }

  @Test
  @Tag("campaign")
  void whatIsKilledGoesOnForLong() throws IOException {
    long end =
        System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("kedge.campaign.seconds", 0));
    long seed = seed();
    do {
      run(seed++, 10);
    } while (System.nanoTime() < end);
  }

  private static long seed() {
    return Long.getLong("kedge.seed", Math.floorMod(System.nanoTime(), 1_000_000_000L));
  }

  private void run(long seed, int rounds) throws IOException {
    System.out.println("kills, seed " + seed);
    Random random = new Random(seed);
    Path place = Files.createTempDirectory(directory, "kill");
    Path app = place.resolve("app.kv");
    Path destination = place.resolve("destination");
    for (int round = 0; round < rounds; round++) {
      ReplicaProcess primary = ReplicaProcess.start("replicate", app, destination);
      long proved = primary.await(20 + random.nextInt(100));
      ReplicaProcess follower =
          ReplicaProcess.start("follow", place.resolve("follower.kv"), destination);
      ReplicaProcess restore =
          ReplicaProcess.start("restore", place.resolve("copy.kv"), destination);
      follower.await(1 + random.nextInt(10));
      restore.await(1 + random.nextInt(2));
      restore.kill();
      follower.kill();
      proved = Math.max(proved, primary.await(1 + random.nextInt(50)));
      primary.kill();
      check(place, destination, proved, round);
    }
  }

  private static void check(Path place, Path destination, long proved, int round)
      throws IOException {
    ReplicaClient client = new FileReplicaClient(destination);
    Path restored = place.resolve("restored-" + round + ".kv");
    ReplicaRestoreResult result = ReplicaRestore.from(client).to(restored);
    long version = result.position().version();
    assertTrue(version >= proved, version + " is restored, " + proved + " was proved");
    try (Database database = Database.builder(restored).readOnly(true).open()) {
      ReplicaProcess.check(database, version);
      assertEquals(List.of(), database.check().problems());
    }
    try (Database app = Database.open(place.resolve("app.kv"))) {
      assertTrue(app.position().version() >= version);
      ReplicaProcess.check(app, app.position().version());
    }
    Instant[] now = {Instant.now()};
    try (Follower follower =
        Follower.builder(place.resolve("follower.kv"), client)
            .reseed(true)
            .clock(() -> now[0])
            .open()) {
      assertTrue(follower.poll().version() >= proved);
      // A snapshot may have overtaken its log; that this won't come shows when the primary is
      // silent for long.
      now[0] = now[0].plus(Duration.ofHours(1));
      assertEquals(version, follower.poll().version());
      ReplicaProcess.check(follower.database(), version);
    }
    Files.deleteIfExists(place.resolve("copy.kv"));
    ReplicaRestore.from(client).to(place.resolve("copy.kv"));
    Files.delete(place.resolve("copy.kv"));
    try (var files = Files.list(place)) {
      assertEquals(List.of(), files.filter(file -> file.toString().contains(".fetch-")).toList());
    }
  }
}
