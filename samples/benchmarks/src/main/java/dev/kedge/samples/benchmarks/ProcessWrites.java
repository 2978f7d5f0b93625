package dev.kedge.samples.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this process has sent to storage, as the system counts it. */
final class ProcessWrites {

  private static final Path COUNTERS = Path.of("/proc/self/io");
  private static final String WRITTEN = "write_bytes: ";

  private ProcessWrites() {}

  /** Bytes since the process began; 0 where the system does not tell. */
  static long bytes() throws IOException {
    if (!Files.isReadable(COUNTERS)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(COUNTERS)) {
      return lines
          .filter(line -> line.startsWith(WRITTEN))
          .mapToLong(line -> Long.parseLong(line.substring(WRITTEN.length())))
          .sum();
    }
  }
}
