package dev.kedge.samples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kedge.Entry;
import dev.kedge.ProgressListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Data that every machine with a JDK has: the class files and resources of the JDK that runs this,
 * each named by its path, such as {@code java.base/java/lang/String.class}. They are read again
 * whenever they are needed, so that they take no heap.
 */
final class JdkFiles {

  private static final Path MODULES =
      FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");

  private final List<String> names;
  private final long bytes;

  private JdkFiles(List<String> names, long bytes) {
    this.names = names;
    this.bytes = bytes;
  }

  /** Finds the files below a directory, such as {@code java.base/java}; empty for all there are. */
  static JdkFiles below(String directory) throws IOException {
    List<String> names = new ArrayList<>();
    long bytes = 0;
    try (Stream<Path> paths = Files.walk(MODULES.resolve(directory))) {
      for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
        names.add(MODULES.relativize(path).toString());
        bytes += Files.size(path);
      }
    }
    // The names are ASCII, so this is also the order of their bytes, which is that of the database.
    Collections.sort(names);
    return new JdkFiles(List.copyOf(names), bytes);
  }

  /** The names in ascending order. */
  List<String> names() {
    return names;
  }

  /** How many bytes the files have in all. */
  long bytes() {
    return bytes;
  }

  /** The content of a file. */
  byte[] read(String name) {
    try {
      return Files.readAllBytes(MODULES.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The key under which the database has a file. */
  static byte[] key(String name) {
    return name.getBytes(UTF_8);
  }

  /** All files as entries, in ascending order, each read when its turn comes. */
  Iterator<Entry> entries(ProgressListener listener) {
    Iterator<String> left = names.iterator();
    return new Iterator<>() {
      private long done;

      @Override
      public boolean hasNext() {
        return left.hasNext();
      }

      @Override
      public Entry next() {
        String name = left.next();
        byte[] content = read(name);
        done += content.length;
        listener.progress(done, bytes);
        return new Entry(key(name), content);
      }
    };
  }
}
