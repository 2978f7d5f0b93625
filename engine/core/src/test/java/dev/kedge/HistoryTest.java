package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Histories.Told;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories of many threads are snapshot isolation, in the eyes of {@link Histories}. */
class HistoryTest {

  @TempDir private Path directory;

  @Test
  void whatManyThreadsSeeIsSnapshotIsolation() throws Exception {
    HistoryRun run = run(1, 200);
    assertTrue(run.conflicts() > 0);
  }

  @Test
  @Tag("campaign")
  void whatManyThreadsSeeIsSnapshotIsolationInALongCampaign() {
    Campaign.run("histories", seed -> run(seed, 500));
  }

  private HistoryRun run(long seed, int each) {
    Path file = directory.resolve("app-" + seed);
    try (Database database = Database.builder(file).checkpointLogBytes(64 << 10).open()) {
      HistoryRun run = new HistoryRun(database, directory, seed);
      run.run(8, each);
      System.out.println(
          "seed %d: %d transactions judged, %d conflicts"
              .formatted(seed, run.transactions(), run.conflicts()));
      return run;
    } catch (Exception | AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e, e);
    }
  }

  private static List<String> judge(Told... told) {
    return Histories.violations(0, Map.of("a", "0", "b", "0"), List.of(told));
  }

  private static Told told(long began, long snapshot, String read, String key, long version) {
    Map<String, String> reads = read == null ? Map.of() : Map.of("a", read);
    Map<String, String> writes = key == null ? Map.of() : Map.of(key, "v" + version);
    return new Told(began, snapshot, reads, null, writes, version, began + 1);
  }

  @Test
  void theJudgeAcceptsWriteSkew() {
    assertEquals(List.of(), judge(told(1, 0, "0", "b", 1), told(1, 0, "0", "a", 2)));
  }

  @Test
  void theJudgeRefusesALostUpdate() {
    assertEquals(1, judge(told(1, 0, "0", "a", 1), told(1, 0, "0", "a", 2)).size());
  }

  @Test
  void theJudgeRefusesAReadOfWhatWasNotThere() {
    assertEquals(1, judge(told(1, 0, null, "a", 1), told(1, 0, "v1", null, 0)).size());
    assertEquals(1, judge(told(1, 0, null, "a", 1), told(1, 1, "0", null, 0)).size());
    assertEquals(1, judge(told(1, 2, null, null, 0)).size());
  }

  @Test
  void theJudgeRefusesAStateThatIsTooOld() {
    assertEquals(1, judge(told(1, 0, null, "a", 1), told(5, 0, "0", null, 0)).size());
  }

  @Test
  void theJudgeRefusesAGapAndAVersionThatIsGivenTwice() {
    assertEquals(1, judge(told(1, 0, null, "a", 2)).size());
    assertEquals(1, judge(told(1, 0, null, "a", 1), told(1, 0, null, "b", 1)).size());
  }

  @Test
  void theJudgeRefusesAScanOfAnotherState() {
    Told scan = new Told(1, 0, Map.of(), Map.of("a", "0"), Map.of(), 0, 2);
    assertEquals(1, judge(scan).size());
  }
}
