package dev.kedge.samples.benchmarks;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
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

  /** Whether a file can be written there, as far as one can tell before a long run. */
  public static boolean canWrite(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return Files.exists(file)
        ? Files.isRegularFile(file) && Files.isWritable(file)
        : parent != null && Files.isDirectory(parent) && Files.isWritable(parent);
  }

  public static Figures read(Path file) throws IOException {
    Map<String, Object> all = parse(file);
    Figures figures = about(part(all, ABOUT, file));
    for (Map.Entry<String, Object> figure : part(all, VALUES, file).entrySet()) {
      if (!(figure.getValue() instanceof Number number)) {
        throw new IOException("%s: \"%s\" is no number".formatted(file, figure.getKey()));
      }
      figures.put(figure.getKey(), number.doubleValue());
    }
    return figures;
  }

  private static Map<String, Object> parse(Path file) throws IOException {
    try {
      return JSON.std.mapFrom(file.toFile());
    } catch (FileNotFoundException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(file + " is no whole JSON file", e);
    }
  }

  private static Map<String, Object> part(Map<String, Object> all, String name, Path file)
      throws IOException {
    if (!(all.get(name) instanceof Map<?, ?> part)) {
      throw new IOException(
          file + " has no \"" + name + "\": it was not written by --json of Pace");
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    part.forEach((key, value) -> copy.put(String.valueOf(key), value));
    return copy;
  }
}
