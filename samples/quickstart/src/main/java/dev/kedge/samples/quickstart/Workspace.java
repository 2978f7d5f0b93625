package dev.kedge.samples.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The directory with all files of a run. */
final class Workspace {

  private Workspace() {}

  /**
   * Makes the directory.
   *
   * @param keep where the files stay; if empty, a temporary directory is made that goes when the
   *     program ends, however it ends
   * @throws UsageException if there is something at that place, or it can't be made
   */
  static Path create(Optional<Path> keep) throws IOException, UsageException {
    if (keep.isPresent()) {
      requireEmpty(keep.get());
      return make(keep.get());
    }
    Path directory = Files.createTempDirectory("kedge-quickstart-");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
    return directory;
  }

  private static Path make(Path directory) throws UsageException {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UsageException(directory + " can't be made: " + e);
    }
  }

  private static void requireEmpty(Path directory) throws IOException, UsageException {
    if (!Files.exists(directory)) {
      return;
    }
    if (!Files.isDirectory(directory)) {
      throw new UsageException(directory + " is no directory");
    }
    try (Stream<Path> content = Files.list(directory)) {
      if (content.findAny().isPresent()) {
        throw new UsageException(directory + " is not empty");
      }
    }
  }

  /** How many bytes the files of a directory have. */
  static long size(Path directory) throws IOException {
    try (Stream<Path> content = Files.list(directory)) {
      long bytes = 0;
      for (Path file : content.toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }

  /** Deletes a directory that somebody may still be writing to, if the user stopped the program. */
  private static void delete(Path directory) {
    for (int attempt = 0; attempt < 10 && Files.exists(directory); attempt++) {
      try (Stream<Path> paths = Files.walk(directory)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      } catch (IOException | UncheckedIOException e) {
        // The next attempt sees what has come or gone meanwhile.
      }
    }
  }
}
