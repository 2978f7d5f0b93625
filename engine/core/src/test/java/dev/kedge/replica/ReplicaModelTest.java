package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random lives across generations and retention: every version, and every instant, that the window
 * advertises restores to exactly the state that was.
 */
class ReplicaModelTest {

  @TempDir private Path directory;

  @Test
  void everythingInTheWindowRestoresExactly() {
    long first = seed();
    for (long seed = first; seed < first + 8; seed++) {
      life(seed, 3);
    }
  }

  @Test
  @Tag("campaign")
  void everythingInTheWindowRestoresExactlyForLong() {
    long end =
        System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("kedge.campaign.seconds", 0));
    long seed = seed();
    do {
      life(seed++, 20);
    } while (System.nanoTime() < end);
  }

  private static long seed() {
    return Long.getLong("kedge.seed", Math.floorMod(System.nanoTime(), 1_000_000_000L));
  }

  private void life(long seed, int restores) {
    System.out.println("replica life, seed " + seed);
    try (ReplicaRig rig = new ReplicaRig(Files.createTempDirectory(directory, "life"))) {
      new Life(rig, seed, restores).run();
    } catch (IOException | RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e, e);
    }
  }

  private static final class Life {
    private final ReplicaRig rig;
    private final long seed;
    private final int restores;
    private final Random random;
    private final MemoryReplicaClient client = new MemoryReplicaClient();
    private History history;
    private Database database;
    private Replica replica;
    private int copies;

    Life(ReplicaRig rig, long seed, int restores) {
      this.rig = rig;
      this.seed = seed;
      this.restores = restores;
      this.random = new Random(seed);
      this.history = new History(seed);
      this.database = rig.open("life-" + seed + ".kv");
      this.replica = build();
    }

    private Replica build() {
      return rig.replica(database, client)
          .takeOver(true)
          .segmentBytes(4 << 10 << random.nextInt(4))
          .retention(Duration.ofMinutes(5 + random.nextInt(60)))
          .build();
    }

    void run() {
      for (int step = 0; step < 40; step++) {
        step();
      }
      rig.commits(database, history, 1);
      replica.sync();
      replica.heartbeat();
      check();
    }

    private void step() {
      switch (random.nextInt(12)) {
        case 0 -> replica.snapshot();
        case 1 -> replica.enforceRetention();
        case 2 -> rig.advance(Duration.ofMinutes(random.nextInt(30)));
        case 3 -> replica = build(); // as after a restart
        case 4 -> fork();
        case 5 -> database.checkpoint();
        default -> {
          rig.commits(database, history, 1 + random.nextInt(12));
          replica.sync();
        }
      }
    }

    /** Goes on from a restored state, as after a disaster, or from what was a follower. */
    private void fork() {
      if (random.nextInt(3) > 0) {
        return;
      }
      replica.sync();
      RecoverableWindow.Range range =
          replica.destination().window(database.position().generation()).newest().orElseThrow();
      long version = pick(range.oldest().version(), range.newest().version());
      String name = "life-" + seed + "-" + copies++ + ".kv";
      ReplicaRestore.from(client).version(version).to(rig.path(name));
      database = rig.open(name);
      if (random.nextBoolean()) {
        database.promote();
      }
      history = history.fork(version);
      rig.commits(database, history, 1);
      replica = build();
      replica.sync();
    }

    private long pick(long from, long to) {
      return from + random.nextLong(to - from + 1);
    }

    private void check() {
      RecoverableWindow window = replica.destination().window(database.position().generation());
      assertTrue(window.newest().isPresent());
      assertEquals(history.version(), window.newest().orElseThrow().newest().version());
      for (RecoverableWindow.Range range : window.ranges()) {
        long oldest = range.oldest().version();
        long newest = range.newest().version();
        assertRestores(oldest);
        assertRestores(newest);
        for (int i = 0; i < restores; i++) {
          assertRestores(pick(oldest, newest));
          long micros = Duration.between(range.oldestTime(), range.newestTime()).toMillis();
          if (micros > 0) {
            assertRestores(range.oldestTime().plusMillis(random.nextLong(micros)));
          }
        }
      }
      assertRestores(rig.instant());
    }

    private void assertRestores(long version) {
      rig.assertRestores(ReplicaRestore.from(client).version(version), history, version);
    }

    private void assertRestores(Instant instant) {
      rig.assertRestores(
          ReplicaRestore.from(client).timestamp(instant), history, history.versionAt(instant));
    }
  }
}
