package dev.kedge.samples.benchmarks.peers;

import dev.kedge.samples.benchmarks.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Everything measured, as tables in Markdown: losses as well as wins. */
final class Tables {

  private static final String NONE = "–";

  private final List<EngineName> engines;
  private final List<Measurement> measurements;

  Tables(List<EngineName> engines, List<Measurement> measurements) {
    this.engines = engines;
    this.measurements = measurements;
  }

  /** A table for each kind of data, and one of the ways of backing up. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    for (Dataset dataset : Dataset.values()) {
      if (measurements.stream().anyMatch(measurement -> measurement.dataset() == dataset)) {
        text.append("\n").append(table(dataset)).append(backups(dataset));
      }
    }
    return text.append(problems()).toString();
  }

  private String table(Dataset dataset) {
    List<String> head = new ArrayList<>(List.of(""));
    engines.forEach(engine -> head.add(engine.title()));
    head.add("Kedge ÷ best other");
    Table table = new Table(dataset.title(), head.toArray(String[]::new));
    Arrays.stream(Metric.values())
        .filter(metric -> engines.stream().anyMatch(e -> find(e, dataset, metric).isPresent()))
        .forEach(metric -> table.row(row(dataset, metric)));
    return table.toString();
  }

  private List<String> row(Dataset dataset, Metric metric) {
    List<String> cells = new ArrayList<>(List.of(metric.title()));
    Optional<Double> best =
        engines.stream()
            .flatMap(engine -> value(engine, dataset, metric).stream())
            .reduce((one, other) -> metric.isBetter(other, one) ? other : one);
    for (EngineName engine : engines) {
      cells.add(cell(engine, dataset, metric, best));
    }
    cells.add(ratio(dataset, metric));
    return cells;
  }

  private String cell(EngineName engine, Dataset dataset, Metric metric, Optional<Double> best) {
    Optional<Measurement> found = find(engine, dataset, metric);
    if (found.isEmpty()) {
      return NONE;
    }
    Optional<Double> value = value(engine, dataset, metric);
    if (value.isEmpty()) {
      return "failed";
    }
    String shown = metric.format(value.get());
    return value.equals(best) ? "**" + shown + "**" : shown;
  }

  private String ratio(Dataset dataset, Metric metric) {
    Optional<Double> kedge = value(EngineName.KEDGE, dataset, metric);
    Optional<Double> other =
        engines.stream()
            .filter(engine -> engine != EngineName.KEDGE)
            .flatMap(engine -> value(engine, dataset, metric).stream())
            .reduce((one, two) -> metric.isBetter(two, one) ? two : one);
    if (kedge.isEmpty() || other.isEmpty() || kedge.get() == 0 || other.get() == 0) {
      return NONE;
    }
    return "%.2f".formatted(metric.ratio(kedge.get(), other.get()));
  }

  private Optional<Double> value(EngineName engine, Dataset dataset, Metric metric) {
    return find(engine, dataset, metric).map(Measurement::value);
  }

  /** Of several ways of backing up the one that was the fastest. */
  private Optional<Measurement> find(EngineName engine, Dataset dataset, Metric metric) {
    String way = metric.workload() == Workload.BACKUP ? fastestWay(engine, dataset) : "";
    return measurements.stream()
        .filter(measurement -> is(measurement, engine, dataset, metric))
        .filter(measurement -> measurement.way().equals(way))
        .findFirst();
  }

  private String fastestWay(EngineName engine, Dataset dataset) {
    Measurement fastest = null;
    double most = -1;
    for (Measurement measurement : measurements) {
      if (is(measurement, engine, dataset, Metric.BACKUP)) {
        Double value = measurement.value();
        double rate = value == null ? 0 : value;
        if (rate > most) {
          most = rate;
          fastest = measurement;
        }
      }
    }
    return fastest == null ? "" : fastest.way();
  }

  private static boolean is(
      Measurement measurement, EngineName engine, Dataset dataset, Metric metric) {
    return measurement.engine() == engine
        && measurement.dataset() == dataset
        && measurement.metric() == metric;
  }

  private String backups(Dataset dataset) {
    List<Metric> metrics =
        Arrays.stream(Metric.values())
            .filter(metric -> metric.workload() == Workload.BACKUP)
            .toList();
    List<String> head = new ArrayList<>(List.of("way of backing up"));
    metrics.forEach(metric -> head.add(metric.title()));
    String title = "Backups of " + dataset.title();
    Table table = new Table(title, head.toArray(String[]::new));
    for (EngineName engine : engines) {
      for (String way : ways(engine, dataset)) {
        List<String> cells = new ArrayList<>(List.of(engine.title() + ": " + way));
        metrics.forEach(metric -> cells.add(cell(engine, dataset, metric, way)));
        table.row(cells);
      }
    }
    return table.isEmpty() ? "" : "\n" + table;
  }

  private List<String> ways(EngineName engine, Dataset dataset) {
    return measurements.stream()
        .filter(measurement -> is(measurement, engine, dataset, Metric.BACKUP))
        .map(Measurement::way)
        .distinct()
        .toList();
  }

  private String cell(EngineName engine, Dataset dataset, Metric metric, String way) {
    return measurements.stream()
        .filter(measurement -> is(measurement, engine, dataset, metric))
        .filter(measurement -> measurement.way().equals(way))
        .findFirst()
        .map(Tables::shown)
        .orElse(NONE);
  }

  private static String shown(Measurement measurement) {
    Double value = measurement.value();
    return value == null
        ? String.valueOf(measurement.problem())
        : measurement.metric().format(value);
  }

  private String problems() {
    String list =
        measurements.stream()
            .filter(measurement -> measurement.problem() != null)
            .map(Tables::problem)
            .collect(Collectors.joining());
    return list.isEmpty() ? "" : "\nWhat failed:\n\n" + list;
  }

  private static String problem(Measurement measurement) {
    return "- %s, %s, %s %s: %s%n"
        .formatted(
            measurement.engine().title(),
            measurement.dataset().title(),
            measurement.metric().title(),
            measurement.way(),
            measurement.problem());
  }
}
