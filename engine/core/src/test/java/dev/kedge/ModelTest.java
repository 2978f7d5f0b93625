package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.LocalStorage;
import dev.kedge.internal.io.SimStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random use of databases against a model; see {@link ModelRun}. */
class ModelTest {

  private static final int ROUNDS = 3;
  private static final int STEPS = 150;

  @TempDir Path directory;

  @Test
  void aDatabaseIsWhatItsModelIs() {
    long compared = 0;
    for (long seed = 0; seed < 30; seed++) {
      compared += simulated(seed);
    }
    System.out.println(compared + " states compared");
    assertTrue(compared > 1000);
  }

  @Test
  void aDatabaseInRealFilesIsWhatItsModelIs() throws IOException {
    for (long seed = 100; seed < 102; seed++) {
      real(seed);
    }
  }

  @Test
  @Tag("campaign")
  void aDatabaseIsWhatItsModelIsInALongCampaign() {
    Campaign.run("model", ModelTest::simulated);
  }

  private static long simulated(long seed) {
    SimStorage disk = new SimStorage();
    long compared = run(seed, new ModelRun(seed, disk, SimStorage.ROOT));
    assertEquals(List.of(), disk.openFiles());
    assertEquals(List.of(), disk.heldLocks());
    return compared;
  }

  private void real(long seed) throws IOException {
    Path own = Files.createDirectory(directory.resolve("seed" + seed));
    run(seed, new ModelRun(seed, LocalStorage.INSTANCE, own));
  }

  private static long run(long seed, ModelRun run) {
    Set<Thread> before = DatabaseExtension.engineThreads();
    try (run) {
      for (int round = 0; round < ROUNDS; round++) {
        run.round(STEPS);
      }
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e, e);
    }
    DatabaseExtension.assertNoThreads(before);
    return run.compared();
  }
}
