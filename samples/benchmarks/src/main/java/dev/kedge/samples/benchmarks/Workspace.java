package dev.kedge.samples.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The directory with all files of a run. */
public final class Workspace implements AutoCloseable {

  private static final int SECONDS_TO_END = 10;

  private final Path directory;
  private final boolean keep;
  private boolean stopped; // guarded by this

  private Workspace(Path directory, boolean keep) {
    this.directory = directory;
    this.keep = keep;
  }

  /**
   * Makes a new directory in another one, to be deleted at the end unless it is to stay.
   *
   * @param name what its name begins with
   */
  public static Workspace below(Path parent, String name, boolean keep) throws IOException {
    Files.createDirectories(parent);
    Workspace workspace = new Workspace(Files.createTempDirectory(parent, name + "-"), keep);
    Runtime.getRuntime().addShutdownHook(new Thread(workspace::closeAtLast));
    return workspace;
  }

  /**
   * A directory in the build folder, which is on a disk, as the one for temporary files may not be.
   *
   * @param program a class of the build
   */
  public static Path besideClasses(Class<?> program, String name) throws IOException {
    try {
      URI classes = program.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(classes).toRealPath().resolveSibling(name);
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  public Path directory() {
    return directory;
  }

  /** Where a file of that name is or will be. */
  public Path file(String name) {
    return directory.resolve(name);
  }

  /** Where a database of that name will be; what was there before, also half of it, is deleted. */
  Path fresh(String name) throws IOException {
    Path path = file(name);
    delete(path);
    return path;
  }

  /** Deletes a file, or a database with its log. */
  void delete(Path path) throws IOException {
    deleteTree(path);
    deleteTree(logOf(path));
  }

  /**
   * Waits until the device has nothing to do any more. A file system may tell it of deleted blocks
   * at the next force, and it then is slow for seconds.
   *
   * @param time how long that takes
   */
  void settle(Duration time) throws IOException, InterruptedException {
    Path file = file("settle.bin");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), 0);
      channel.force(true);
    }
    Thread.sleep(time.toMillis());
  }

  /** The log folder of a database. */
  static Path logOf(Path database) {
    return database.resolveSibling(database.getFileName() + "-wal");
  }

  @Override
  public void close() throws IOException {
    if (!keep) {
      deleteTree(directory);
    }
  }

  /** Starts a process that ends with this program, also if it is stopped. */
  public synchronized Process start(ProcessBuilder builder) throws IOException {
    if (stopped) {
      throw new IOException("the program is being stopped");
    }
    return builder.start();
  }

  /** For a program that is stopped; somebody may still be writing. */
  private synchronized void closeAtLast() {
    stopped = true;
    ProcessHandle.current().descendants().forEach(Workspace::end);
    for (int attempt = 0; attempt < 10; attempt++) {
      try {
        close();
        return;
      } catch (IOException | UncheckedIOException e) {
        // The next attempt sees what has come or gone meanwhile.
      }
    }
  }

  private static void end(ProcessHandle process) {
    process.destroyForcibly();
    process.onExit().completeOnTimeout(process, SECONDS_TO_END, TimeUnit.SECONDS).join();
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
