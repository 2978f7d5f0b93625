package dev.kedge.samples.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The page cache of the system, which can be emptied where the system allows it. */
final class PageCache {

  private static final Path DROP = Path.of("/proc/sys/vm/drop_caches");
  private static final String CLEAN_PAGES = "1";

  private PageCache() {}

  /** Drops all clean pages that nobody has mapped; only root may. */
  static void drop() throws IOException {
    Files.writeString(DROP, CLEAN_PAGES);
  }
}
