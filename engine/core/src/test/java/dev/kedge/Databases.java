package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kedge.internal.io.SimStorage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/** What tests of databases say again and again. */
final class Databases {

  private Databases() {}

  /** Where a database of this name is on the simulated disk. */
  static Path path(String name) {
    return SimStorage.ROOT.resolve(name);
  }

  /** The log folder of a database. */
  static Path logFolder(Path database) {
    return database.resolveSibling(database.getFileName() + "-wal");
  }

  /** Checks a database and closes it. */
  static void checkAndClose(Database database) {
    checkOk(database);
    database.close();
  }

  /** Fails if the database is not in order. */
  static void checkOk(Database database) {
    assertEquals(List.of(), database.check().problems());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  static Commit put(Database database, String key, String value) {
    return database.put(bytes(key), bytes(value));
  }

  static String get(ReadView view, String key) {
    return text(view.get(bytes(key)));
  }

  /** Commits {@code count} times, one key each, numbered from {@code first}. */
  static void putMany(Database database, int first, int count) {
    for (int i = first; i < first + count; i++) {
      put(database, String.format("key%06d", i), "value" + i);
    }
  }

  /** Everything in it, in order. */
  static Map<String, String> content(ReadView view) {
    Map<String, String> content = new TreeMap<>();
    try (Cursor cursor = view.cursor(KeyRange.all())) {
      while (cursor.next()) {
        content.put(text(cursor.key()), text(cursor.value()));
      }
    }
    return content;
  }

  /** A number that tells everything in it. */
  static long digest(ReadView view) {
    CRC32C digest = new CRC32C();
    try (Cursor cursor = view.cursor(KeyRange.all())) {
      while (cursor.next()) {
        byte[] key = cursor.key();
        digest.update(key.length);
        digest.update(key);
        digest.update(cursor.value());
      }
    }
    return digest.getValue();
  }

  /** A backup of a database. */
  static byte[] backup(Database database) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    database.backup(out);
    return out.toByteArray();
  }

  /** What a database ships after a version. */
  static byte[] ship(Database database, long afterVersion) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    database.shipWal(out, afterVersion);
    return out.toByteArray();
  }

  /** Applies what was shipped. */
  static ApplyResult apply(Database replica, byte[] shipped) {
    return replica.applyWal(stream(shipped));
  }

  static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  /** A time in which everything on a loaded machine gets done. */
  static Duration patience() {
    return Duration.ofSeconds(30);
  }

  /** Does something on a thread of its own, whatever others are busy. */
  static <T> Future<T> start(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "test");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  /** Waits for what was started, and gives what it gave. */
  static <T> T await(Future<T> started) throws Exception {
    return started.get(patience().toSeconds(), TimeUnit.SECONDS);
  }
}
