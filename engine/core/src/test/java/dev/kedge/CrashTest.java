package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Power cuts at random places of random work; see {@link CrashRun}. */
class CrashTest {

  private static final int SESSIONS = 8;
  private static final long WANTED = 2000;

  @Test
  void nothingForcedIsLostAndNothingIsHalfThere() {
    long cuts = 0;
    long kills = 0;
    long seeds = 0;
    while (cuts < WANTED) {
      CrashRun run = new CrashRun(seeds++);
      run.run(SESSIONS);
      cuts += run.cuts();
      kills += run.kills();
    }
    System.out.println(cuts + " cuts, of them " + kills + " kills, " + seeds + " seeds");
    assertTrue(cuts >= WANTED && kills >= WANTED / 10);
  }

  @Test
  void nothingForcedIsLostWhereverInASessionThePowerGoes() {
    long cuts = 0;
    for (long seed = 0; seed < 3; seed++) {
      CrashRun run = new CrashRun(seed);
      run.runCutAtEveryChange();
      cuts += run.cuts();
    }
    System.out.println(cuts + " cuts, at every change");
    assertTrue(cuts >= 300);
  }

  @Test
  void aReplicaIsAtAPrefixOfItsPrimaryAndCanBePromoted() {
    long cuts = 0;
    for (long seed = 0; seed < 40; seed++) {
      cuts += cutReplica(seed);
    }
    System.out.println(cuts + " cuts of replicas");
    assertTrue(cuts >= 300);
  }

  private static long cutReplica(long seed) {
    try (ReplicaRun run = new ReplicaRun(seed)) {
      run.run(4);
      return run.cuts();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e, e);
    }
  }

  @Test
  void aRestoredOrBackedUpFileIsThereWholeOrNotAtAll() {
    long cuts = 0;
    for (long seed = 0; seed < 30; seed++) {
      cuts += cutPublishing(seed);
    }
    System.out.println(cuts + " cuts of restores and backups");
    assertTrue(cuts >= 100);
  }

  private static long cutPublishing(long seed) {
    try {
      PublishCuts run = new PublishCuts(seed);
      switch ((int) (seed % 3)) {
        case 0 -> run.cutRestores();
        case 1 -> run.cutBackups();
        default -> run.cutReplays();
      }
      return run.cuts();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e, e);
    }
  }

  @Test
  void ofEachThreadsCommitsTheFirstSoManyAreThere() {
    long cuts = 0;
    for (long seed = 0; seed < 30; seed++) {
      cuts += cutGroups(seed);
    }
    System.out.println(cuts + " cuts of groups of commits");
    assertTrue(cuts >= 150);
  }

  private static long cutGroups(long seed) {
    try {
      return new GroupCrashRun(seed).run();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e, e);
    }
  }

  @Test
  @Tag("campaign")
  void replicasAndRestoresSurviveALongCampaign() {
    long[] cuts = {0};
    Campaign.run(
        "power cuts of replicas and restores",
        seed -> cuts[0] += cutReplica(seed) + cutPublishing(seed) + cutGroups(seed));
    System.out.println(cuts[0] + " cuts of replicas, restores, backups and groups of commits");
  }

  @Test
  @Tag("campaign")
  void nothingForcedIsLostInALongCampaign() {
    long[] cuts = {0};
    Campaign.run(
        "power cuts",
        seed -> {
          CrashRun run = new CrashRun(seed);
          run.run(SESSIONS);
          run.runCutAtEveryChange();
          cuts[0] += run.cuts();
        });
    System.out.println(cuts[0] + " cuts");
  }
}
