package dev.kedge.samples.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.kedge.Database;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** What a run runs on. */
public final class Machine {

  private static final String UNKNOWN = "unknown";
  private static final Path CPUS = Path.of("/proc/cpuinfo");
  private static final String CPU_MODEL = "model name";
  private static final String POM = "/META-INF/maven/dev.kedge/kedge-engine/pom.properties";

  private Machine() {}

  /**
   * Machine, software and date by name.
   *
   * @param directory where the files will be
   */
  public static Map<String, Object> describe(Path directory) throws IOException {
    Runtime runtime = Runtime.getRuntime();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    all.put("Kedge", kedgeVersion());
    all.put("cores", runtime.availableProcessors());
    all.put("CPU", cpu());
    all.put("RAM", gigabytes(ram()));
    all.put("OS", property("os.name", "os.version", "os.arch"));
    all.put("JVM", property("java.vm.name", "java.runtime.version"));
    all.put("heap at most", gigabytes(runtime.maxMemory()));
    FileStore store = Files.getFileStore(directory);
    all.put("file system", store.type());
    all.put("free space", gigabytes(store.getUsableSpace()));
    return all;
  }

  private static String kedgeVersion() throws IOException {
    try (InputStream in = Database.class.getResourceAsStream(POM)) {
      if (in == null) {
        return UNKNOWN + ", not started from its jar";
      }
      Properties pom = new Properties();
      pom.load(in);
      return pom.getProperty("version", UNKNOWN);
    }
  }

  private static String cpu() throws IOException {
    if (!Files.isReadable(CPUS)) {
      return UNKNOWN;
    }
    try (Stream<String> lines = Files.lines(CPUS)) {
      return lines
          .filter(line -> line.startsWith(CPU_MODEL))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(UNKNOWN);
    }
  }

  private static long ram() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  private static String property(String... names) {
    return String.join(" ", Stream.of(names).map(System::getProperty).toList());
  }

  private static String gigabytes(long bytes) {
    return "%.1f GB".formatted(bytes / 1e9);
  }
}
