package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Storage that fails at random places of random work; see {@link FaultRun}. */
class FaultTest {

  private static final int STEPS = 150;

  static {
    EngineLog.silence();
  }

  @Test
  void aFailureIsToldAndLosesNothing() {
    long faults = 0;
    long fences = 0;
    for (long seed = 0; seed < 80; seed++) {
      FaultRun run = run(seed, seed % 5 == 4);
      faults += run.faults();
      fences += run.fences();
    }
    System.out.println(faults + " faults, " + fences + " of them fenced");
    assertTrue(faults >= 1000 && fences >= 100);
  }

  @Test
  void whatEachOfManyThreadsIsToldIsSo() {
    long faults = 0;
    for (long seed = 0; seed < 25; seed++) {
      faults += runGroups(seed);
    }
    System.out.println(faults + " faults amid groups of commits");
    assertTrue(faults >= 50);
  }

  @Test
  @Tag("campaign")
  void aFailureLosesNothingInALongCampaign() {
    long[] faults = {0, 0};
    Campaign.run(
        "faults",
        seed -> {
          faults[0] += run(seed, seed % 2 == 0).faults();
          faults[1] += runGroups(seed);
        });
    System.out.println(faults[0] + " faults, and " + faults[1] + " amid groups of commits");
  }

  private static long runGroups(long seed) {
    try {
      return new GroupFaultRun(seed).run();
    } catch (Exception | AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e, e);
    }
  }

  private static FaultRun run(long seed, boolean background) {
    FaultRun run = new FaultRun(seed, background);
    try {
      run.run(STEPS);
      return run;
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e, e);
    }
  }
}
