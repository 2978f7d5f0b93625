package dev.kedge.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;

/**
 * When the files of a database were written last, which tells without opening them whether somebody
 * has.
 */
record FileStamps(Map<Path, FileTime> times) {

  /** Written also by those who only read. */
  private static final String LOCK = "lock";

  static FileStamps of(Path database) throws IOException {
    Map<Path, FileTime> times = new HashMap<>();
    add(times, database);
    Path folder = Opening.logFolder(database);
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          add(times, file);
        }
      }
    }
    return new FileStamps(times);
  }

  private static void add(Map<Path, FileTime> times, Path file) throws IOException {
    if (file.endsWith(LOCK)) {
      return;
    }
    try {
      times.put(file, Files.getLastModifiedTime(file));
    } catch (NoSuchFileException e) {
      // It was given up in this moment: not there is a state too.
    }
  }
}
