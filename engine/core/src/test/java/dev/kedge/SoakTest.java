package dev.kedge;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything at once for a time; see {@link SoakRun}. */
class SoakTest {

  @TempDir private Path directory;

  @Test
  @Tag("campaign")
  void everythingAtOnceStaysRightAndFlat() throws Exception {
    long seed = Long.getLong("kedge.seed", System.nanoTime());
    System.out.println("soak: seed " + seed);
    try (SoakRun run = new SoakRun(directory, seed)) {
      run.run(TimeUnit.SECONDS.toNanos(Long.getLong("kedge.campaign.seconds", 0)));
      System.out.println(
          "soak: " + run.operations() + " operations beside the writes of one thread");
    }
  }
}
