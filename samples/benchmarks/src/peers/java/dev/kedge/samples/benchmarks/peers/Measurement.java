package dev.kedge.samples.benchmarks.peers;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came out once.
 *
 * @param engine of whom
 * @param dataset with which data
 * @param metric what was measured
 * @param way the way of backing up, if that matters, otherwise empty
 * @param value the number; none if it could not be had
 * @param problem why there is no number
 */
record Measurement(
    EngineName engine,
    Dataset dataset,
    Metric metric,
    String way,
    @Nullable Double value,
    @Nullable String problem) {

  /** Whether something broke; a backup that does not end beside a writer is a finding. */
  boolean isFailure() {
    return problem != null && !problem.startsWith(BackupWorkload.NO_END);
  }

  /** As text between processes and for other programs. */
  Map<String, @Nullable Object> toMap() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("engine", engine.name());
    map.put("dataset", dataset.name());
    map.put("metric", metric.name());
    map.put("way", way);
    map.put("value", value);
    map.put("problem", problem);
    return map;
  }

  static Measurement fromMap(Map<String, Object> map) {
    return new Measurement(
        EngineName.valueOf(text(map, "engine")),
        Dataset.valueOf(text(map, "dataset")),
        Metric.valueOf(text(map, "metric")),
        text(map, "way"),
        map.get("value") instanceof Number number ? number.doubleValue() : null,
        map.get("problem") instanceof String problem ? problem : null);
  }

  private static String text(Map<String, Object> map, String name) {
    return String.valueOf(map.get(name));
  }
}
