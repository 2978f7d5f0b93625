package dev.kedge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed with everything under way; see {@link KillRun}. */
class KillTest {

  private static final int KILLS = 3;
  private static final int MANY_KILLS = 200;

  @TempDir private Path directory;

  @Test
  void aKillLosesNothingThatWasAcknowledged() throws IOException {
    run(1, KILLS);
  }

  @Test
  @Tag("campaign")
  void manyKillsLoseNothingThatWasAcknowledged() {
    long[] kills = {0};
    Campaign.run(
        "kills",
        seed -> {
          // At least so many, whatever the time.
          do {
            kills[0] += run(seed, 10);
          } while (kills[0] < MANY_KILLS && Long.getLong("kedge.seed") == null);
        });
  }

  private long run(long seed, int kills) {
    KillRun run = null;
    try {
      run = new KillRun(directory.resolve(seed + "-" + System.nanoTime()), seed);
      for (int i = 0; i < kills; i++) {
        run.kill();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e, e);
    }
    System.out.println(
        "seed %d: %d kills, %d commits acknowledged".formatted(seed, run.kills(), run.commits()));
    return run.kills();
  }
}
