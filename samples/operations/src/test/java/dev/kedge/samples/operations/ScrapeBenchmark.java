package dev.kedge.samples.operations;

import dev.kedge.Database;
import io.prometheus.jmx.JmxCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scrape of many databases costs; it prints, and judges nothing. */
@Tag("campaign")
class ScrapeBenchmark {

  private static final int DATABASES = 100;
  private static final int SCRAPES = 60;

  @TempDir private Path directory;

  @Test
  void theCostOfAScrapeIsPrinted() throws Exception {
    List<Database> open = new ArrayList<>();
    try {
      for (int i = 0; i < DATABASES; i++) {
        open.add(
            Database.builder(directory.resolve("db" + i + ".kv")).logSegmentBytes(64 << 10).open());
        open.get(i).put(new byte[] {1}, new byte[] {2});
      }
      System.out.printf("of the first scrape, the beans alone: %.1f ms%n", readBeans() / 1e6);
      System.out.printf("the beans alone again: %.1f ms%n", readBeans() / 1e6);
      PrometheusRegistry registry = new PrometheusRegistry();
      new JmxCollector(Engine.shipped("prometheus/jmx-exporter.yaml").toFile()).register(registry);
      long[] nanos = new long[SCRAPES];
      int series = 0;
      for (int i = 0; i < SCRAPES; i++) {
        long start = System.nanoTime();
        series =
            registry.scrape().stream()
                .filter(snapshot -> snapshot.getMetadata().getName().startsWith("kedge_"))
                .mapToInt(snapshot -> snapshot.getDataPoints().size())
                .sum();
        nanos[i] = System.nanoTime() - start;
      }
      Arrays.sort(nanos, SCRAPES / 2, SCRAPES);
      System.out.printf(
          "a scrape of %d databases, %d series: first %.1f ms, then median %.1f ms, most %.1f ms%n",
          DATABASES,
          series,
          nanos[0] / 1e6,
          nanos[SCRAPES / 2 + SCRAPES / 4] / 1e6,
          nanos[SCRAPES - 1] / 1e6);
    } finally {
      open.forEach(Database::close);
    }
  }

  /** Asks each bean for what the exporter asks it for, and gives the nanoseconds it took. */
  private static long readBeans() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    long start = System.nanoTime();
    for (ObjectName bean : server.queryNames(new ObjectName("dev.kedge:*"), null)) {
      String[] attributes =
          Arrays.stream(server.getMBeanInfo(bean).getAttributes())
              .map(MBeanFeatureInfo::getName)
              .toArray(String[]::new);
      server.getAttributes(bean, attributes);
    }
    return System.nanoTime() - start;
  }
}
