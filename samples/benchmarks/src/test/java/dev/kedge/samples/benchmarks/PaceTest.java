package dev.kedge.samples.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That all sections run, not how fast anything is. */
class PaceTest {

  @TempDir private Path directory;

  @Test
  void everySectionEndsWellAndLeavesNothingBehind() throws IOException {
    Path json = directory.resolve("pace.json");
    Path files = Files.createDirectory(directory.resolve("files"));
    int exitCode =
        Pace.run(
            "--quick",
            "--records=3000",
            "--seconds=0.06",
            "--only=limits,commits,meanwhile,backup,writer,shipping,replication,restore,reads,"
                + "recovery,space,growth",
            "--directory=" + files,
            "--json=" + json);
    assertEquals(0, exitCode);
    Map<String, Double> figures = Figures.read(json).values();
    assertTrue(figures.get("commits.1.perSecond") > 0, figures::toString);
    try (Stream<Path> left = Files.list(files)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void aSectionThatIsNotThereIsRefused() {
    assertEquals(2, Pace.run("--only=speed"));
  }

  @Test
  void whatCannotBeMeasuredOrWrittenIsRefusedBeforeTheRun() {
    assertEquals(2, Pace.run("--quick", "--records=0"));
    assertEquals(2, Pace.run("--quick", "--seconds=-1"));
    assertEquals(2, Pace.run("--quick", "--json=" + directory.resolve("nowhere/pace.json")));
  }
}
