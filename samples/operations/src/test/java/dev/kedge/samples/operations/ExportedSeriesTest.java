package dev.kedge.samples.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.replica.FileReplicaClient;
import dev.kedge.replica.Follower;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaClient;
import io.prometheus.jmx.JmxCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The collector of the Prometheus exporter with the shipped rules, and what is built upon it. */
class ExportedSeriesTest {

  @TempDir private Path directory;

  @Test
  void eachSeriesIsExportedAsTheGoldenListSays() throws Exception {
    ReplicaClient destination = new FileReplicaClient(directory.resolve("destination"));
    try (Database database = Database.open(directory.resolve("app.kv"));
        Replica replica = Replica.builder(database, destination).build();
        Follower follower = follow(replica, destination)) {
      database.holds().create("r1", 0, 1 << 20);
      follower.start();
      PrometheusRegistry registry = new PrometheusRegistry();
      new JmxCollector(Engine.shipped("prometheus/jmx-exporter.yaml").toFile()).register(registry);
      List<String> found =
          registry.scrape().stream()
              .filter(snapshot -> snapshot.getMetadata().getName().startsWith("kedge_"))
              .map(ExportedSeriesTest::line)
              .sorted()
              .toList();
      Path actual = Path.of("target", "exported-series.txt");
      Files.createDirectories(actual.getParent());
      Files.write(actual, found);
      assertEquals(String.join("\n", Golden.lines()), String.join("\n", found), "see " + actual);
    }
  }

  private Follower follow(Replica replica, ReplicaClient destination) {
    replica.start();
    replica.sync();
    return Follower.builder(directory.resolve("follower.kv"), destination).open();
  }

  private static String line(MetricSnapshot snapshot) {
    MetricMetadata metadata = snapshot.getMetadata();
    boolean counter = snapshot instanceof CounterSnapshot;
    String name = metadata.getPrometheusName() + (counter ? "_total" : "");
    return name + " " + (counter ? "counter" : "gauge") + " " + metadata.getHelp();
  }

  @ParameterizedTest
  @ValueSource(strings = {"grafana/kedge.json", "prometheus/alerts.yaml"})
  void whatIsShippedAsksForNoSeriesThatIsNotThere(String file) throws IOException {
    String text = Files.readString(Engine.shipped(file));
    Matcher series = Pattern.compile("kedge_[a-z0-9_]+").matcher(text);
    List<String> asked = new ArrayList<>();
    while (series.find()) {
      asked.add(series.group());
    }
    assertTrue(asked.size() > 5);
    asked.removeAll(Golden.names());
    assertEquals(List.of(), asked);
  }
}
