package dev.kedge.samples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kedge.CheckResult;
import dev.kedge.Cursor;
import dev.kedge.Database;
import dev.kedge.KeyRange;
import dev.kedge.ProgressListener;
import dev.kedge.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;

/** Compares databases, entry by entry. Anything that differs is a {@link DifferenceException}. */
final class Comparison {

  private final JdkFiles files;
  private final Report report;

  Comparison(JdkFiles files, Report report) {
    this.files = files;
    this.report = report;
  }

  /**
   * Compares what a database holds now with what it must hold, and has it check itself.
   *
   * @param expected for each key the file whose content it must have
   */
  void content(Database database, SortedMap<String, String> expected) {
    String name = database.path().getFileName().toString();
    ProgressListener progress = report.progress("comparing " + name);
    long start = System.nanoTime();
    long bytes = 0;
    Iterator<Map.Entry<String, String>> left = expected.entrySet().iterator();
    try (Snapshot snapshot = database.snapshot();
        Cursor cursor = snapshot.cursor(KeyRange.all())) {
      String where = name + " at version " + snapshot.version() + ": ";
      while (cursor.next()) {
        require(left.hasNext(), where + "it has more entries than it must have");
        Map.Entry<String, String> next = left.next();
        bytes += same(where, cursor, next.getKey(), files.read(next.getValue()));
        progress.progress(bytes, files.bytes());
      }
      require(!left.hasNext(), where + "it has fewer entries than it must have");
    }
    report.measure("compare", bytes, Duration.ofNanos(System.nanoTime() - start));
    check(database);
  }

  /** Compares what two databases hold now. */
  void same(Database one, Database other) {
    String names = one.path().getFileName() + " and " + other.path().getFileName();
    ProgressListener progress = report.progress("comparing " + names);
    String where = names + ": ";
    long start = System.nanoTime();
    long bytes = 0;
    try (Cursor left = one.cursor(KeyRange.all());
        Cursor right = other.cursor(KeyRange.all())) {
      while (left.next()) {
        require(right.next(), where + "the second has fewer entries");
        bytes += same(where, right, new String(left.key(), UTF_8), left.value());
        progress.progress(bytes, files.bytes());
      }
      require(!right.next(), where + "the second has more entries");
    }
    report.measure("compare", bytes, Duration.ofNanos(System.nanoTime() - start));
  }

  private static long same(String where, Cursor actual, String key, byte[] value) {
    String found = new String(actual.key(), UTF_8);
    require(found.equals(key), where + "there is " + found + " where " + key + " must be");
    int mismatch = Arrays.mismatch(actual.value(), value);
    require(mismatch < 0, where + key + " has another value from byte " + mismatch + " on");
    return value.length;
  }

  /** Compares two files, byte by byte. */
  static void same(Path one, Path other) throws IOException {
    long mismatch = Files.mismatch(one, other);
    require(mismatch == -1, one + " and " + other + " differ from byte " + mismatch + " on");
  }

  private static void check(Database database) {
    CheckResult check = database.check();
    require(check.isOk(), "the check of " + database.path() + " found: " + check.problems());
  }

  /** Requires something; the message says what it means if it is not so. */
  static void require(boolean met, String otherwise) {
    if (!met) {
      throw new DifferenceException(otherwise);
    }
  }
}
