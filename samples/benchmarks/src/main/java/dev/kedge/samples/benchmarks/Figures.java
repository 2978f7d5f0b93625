package dev.kedge.samples.benchmarks;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that a run has measured, by name, as it goes into a JSON file.
 *
 * @param about machine, software and settings
 * @param values the figures, in the order in which they were taken
 */
public record Figures(Map<String, Object> about, Map<String, Double> values) {

  private static final String ABOUT = "about";
  private static final String VALUES = "figures";

  /** No figures yet. */
  public static Figures about(Map<String, Object> about) {
    return new Figures(about, new LinkedHashMap<>());
  }

  /** Keeps a figure; one that could not be taken is left out. */
  public void put(String name, double value) {
    if (Double.isFinite(value)) {
      values.put(name, value);
    }
  }

  public void write(Path file) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(ABOUT, about);
    all.put(VALUES, values);
    JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).write(all, file.toFile());
  }

  public static Figures read(Path file) throws IOException {
    Map<String, Object> all = JSON.std.mapFrom(file.toFile());
    Figures figures = about(part(all, ABOUT, file));
    part(all, VALUES, file)
        .forEach((name, value) -> figures.put(name, ((Number) value).doubleValue()));
    return figures;
  }

  private static Map<String, Object> part(Map<String, Object> all, String name, Path file)
      throws IOException {
    if (!(all.get(name) instanceof Map<?, ?> part)) {
      throw new IOException(file + " has no \"" + name + "\": it was not written by --json");
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    part.forEach((key, value) -> copy.put(String.valueOf(key), value));
    return copy;
  }
}
