package dev.kedge.samples.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareTest {

  @TempDir private Path directory;

  @Test
  void whatChangedByMoreThanATenthIsMarked() throws IOException {
    Path old = directory.resolve("old.json");
    figures(1000, 50).write(old);
    Path now = directory.resolve("new.json");
    figures(1050, 40).write(now);
    assertEquals(
        """
        ### Old and new

        | figure | old    | new    | new ÷ old |         |
        |--------|--------|--------|-----------|---------|
        | rate   | 1,000  | 1,050  | 1.05      |         |
        | time   | 50.000 | 40.000 | 0.80      | changed |
        """,
        Compare.table(Figures.read(old), Figures.read(now)).toString());
  }

  @Test
  void anotherFileIsRefused() throws IOException {
    Path other = Files.writeString(directory.resolve("other.json"), "{}");
    assertThrows(IOException.class, () -> Figures.read(other));
  }

  private static Figures figures(double rate, double time) {
    Figures figures = Figures.about(Map.of("Kedge", "1"));
    figures.put("rate", rate);
    figures.put("time", time);
    return figures;
  }
}
