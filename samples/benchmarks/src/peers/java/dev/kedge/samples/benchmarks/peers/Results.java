package dev.kedge.samples.benchmarks.peers;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * What a process found out about an engine, told on the terminal at once and written line by line
 * to a file, so that nothing is lost when the process dies.
 */
final class Results {

  private final EngineName engine;
  private final Path file;

  Results(EngineName engine, Path file) {
    this.engine = engine;
    this.file = file;
  }

  void add(Dataset dataset, Metric metric, double value) throws IOException {
    add(dataset, metric, "", value);
  }

  void add(Dataset dataset, Metric metric, String way, double value) throws IOException {
    write(new Measurement(engine, dataset, metric, way, value, null), metric.format(value));
  }

  /** That there is no number, and why. */
  void addProblem(Dataset dataset, Metric metric, String way, String problem) throws IOException {
    write(new Measurement(engine, dataset, metric, way, null, problem), problem);
  }

  private void write(Measurement measurement, String shown) throws IOException {
    System.out.printf(
        "  %-8s %-18s %-52s %s %s%n",
        engine.title(),
        measurement.dataset().title(),
        measurement.metric().title(),
        shown,
        measurement.way());
    Files.writeString(
        file,
        JSON.std.asString(measurement.toMap()) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Reads what processes have written; nothing if there is no such file. */
  static List<Measurement> read(Path file) throws IOException {
    List<Measurement> measurements = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        measurements.add(Measurement.fromMap(JSON.std.mapFrom(line)));
      }
    }
    return measurements;
  }

  /** An exception as one line; what wraps one only because of threads is left out. */
  static String describe(Throwable failure) {
    Throwable cause = failure.getCause();
    if (cause != null
        && (failure instanceof ExecutionException || failure instanceof CompletionException)) {
      return describe(cause);
    }
    String message = failure.getMessage();
    String name = failure.getClass().getSimpleName();
    return message == null ? name : name + ": " + message.lines().findFirst().orElse("");
  }
}
