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

  @Test
  void aFileThatIsCutOrHasNoNumbersIsRefused() throws IOException {
    Path cut = Files.writeString(directory.resolve("cut.json"), "{\"about\": {}, \"figu");
    assertThrows(IOException.class, () -> Figures.read(cut));
    Path text =
        Files.writeString(
            directory.resolve("text.json"), "{\"about\": {}, \"figures\": {\"rate\": \"high\"}}");
    assertThrows(IOException.class, () -> Figures.read(text));
  }

  @Test
  void aFileThatIsNotThereIsAnErrorOfOneLine() {
    assertEquals(1, Pace.run("Compare", directory + "/old.json", directory + "/new.json"));
  }

  @Test
  void whatRunsDidNotHaveInCommonIsTold() {
    Figures old = Figures.about(Map.of("records", 1000));
    Figures now = Figures.about(Map.of("records", 2000));
    assertEquals(
        """
        ### Other circumstances

        | what    | old  | new  |
        |---------|------|------|
        | records | 1000 | 2000 |
        """,
        Compare.circumstances(old, now).toString());
  }

  private static Figures figures(double rate, double time) {
    Figures figures = Figures.about(Map.of("Kedge", "1"));
    figures.put("rate", rate);
    figures.put("time", time);
    return figures;
  }
}
