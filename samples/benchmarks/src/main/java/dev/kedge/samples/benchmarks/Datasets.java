package dev.kedge.samples.benchmarks;

import dev.kedge.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Databases to measure on. */
final class Datasets {

  private final Settings settings;
  private final Workspace workspace;
  private @Nullable Path base;

  Datasets(Settings settings, Workspace workspace) {
    this.settings = settings;
    this.workspace = workspace;
  }

  /** The records that most sections measure on. */
  Workload workload() {
    return new Workload(settings.records(), Settings.VALUE_BYTES, settings.seed());
  }

  /** A database of its own with the records of {@link #workload}, on the device. */
  Path copy(String name) throws Exception {
    if (base == null) {
      Path path = workspace.fresh("base.kv");
      load(path, workload());
      base = path;
    }
    Path copy = workspace.fresh(name);
    Copying.byLoop(base, copy);
    return copy;
  }

  /** Makes a database of all records of a workload; gives the seconds until it is on the device. */
  static double load(Path path, Workload workload) throws Exception {
    Stopwatch watch = new Stopwatch();
    try (Database database = Database.open(path)) {
      database.bulkLoad(workload.sorted());
    }
    return watch.seconds();
  }

  /** Copies file and log of a database that is open and idle: what a kill would leave. */
  static void copyAsIfKilled(Path database, Path copy) throws Exception {
    Copying.byLoop(database, copy);
    Path log = Files.createDirectory(Workspace.logOf(copy));
    for (Path file : logFiles(database)) {
      Copying.byLoop(file, log.resolve(file.getFileName()));
    }
  }

  /** What is in the log folder of a database, except its lock. */
  static List<Path> logFiles(Path database) throws IOException {
    try (Stream<Path> files = Files.list(Workspace.logOf(database))) {
      // Closing any channel of a locked file may drop the lock.
      return files.filter(file -> !file.endsWith("lock")).toList();
    }
  }
}
