package dev.kedge.samples.benchmarks.peers;

import dev.kedge.samples.benchmarks.Streaming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole directories: copied, forced, measured, deleted. */
final class Directories {

  private Directories() {}

  /** Copies all files below a directory into another. */
  static void copy(Path from, Path to) throws IOException {
    for (Path file : files(from)) {
      copyFile(file, to.resolve(from.relativize(file).toString()));
    }
  }

  /** Copies a file inside the kernel, which is the fastest there is. */
  static void copyFile(Path from, Path to) throws IOException {
    copyFile(from, to, Long.MAX_VALUE);
  }

  /** Copies the first bytes of a file, or all if it is not that long. */
  static void copyFile(Path from, Path to, long limit) throws IOException {
    Path parent = to.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long length = Math.min(limit, in.size());
      long done = 0;
      while (done < length) {
        long moved = in.transferTo(done, length - done, out);
        if (moved <= 0) {
          throw new IOException(from + " became shorter while it was copied");
        }
        done += moved;
      }
    }
  }

  /** Reads all files below a directory, so that they are in the page cache as far as they fit. */
  static void read(Path directory) throws IOException {
    Streaming.read(files(directory));
  }

  /** Forces all files below a directory, and the directories, to the device. */
  static void force(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.toList()) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    }
  }

  /** How long all files below a directory are together. */
  static long size(Path directory) throws IOException {
    long size = 0;
    for (Path file : files(directory)) {
      size += Files.size(file);
    }
    return size;
  }

  /** Deletes a directory with all that is in it, if it is there. */
  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).forEach(Directories::deleteFile);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void deleteFile(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
