package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kedge.Commit;
import dev.kedge.Cursor;
import dev.kedge.Database;
import dev.kedge.KeyRange;
import dev.kedge.ReadView;
import dev.kedge.WriteBatch;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What a database went through: the state after each commit, and its time. */
final class History {

  private record Step(Instant time, Map<String, String> state) {}

  private final List<Step> steps = new ArrayList<>();
  private final Random random;

  History(long seed) {
    random = new Random(seed);
    steps.add(new Step(Instant.EPOCH, Map.of()));
  }

  /** The same until a version; it goes on in its own way. */
  History fork(long version) {
    History fork = new History(random.nextLong());
    fork.steps.clear();
    fork.steps.addAll(steps.subList(0, (int) version + 1));
    return fork;
  }

  long version() {
    return steps.size() - 1L;
  }

  Instant time(long version) {
    return steps.get((int) version).time;
  }

  /** The version of the last commit at or before an instant. */
  long versionAt(Instant instant) {
    long version = version();
    while (version > 0 && time(version).isAfter(instant)) {
      version--;
    }
    return version;
  }

  /** Commits something at random. */
  void commit(Database database) {
    TreeMap<String, String> state = new TreeMap<>(steps.get(steps.size() - 1).state);
    WriteBatch batch = new WriteBatch();
    for (int i = random.nextInt(4); i >= 0; i--) {
      String key = "key" + random.nextInt(200);
      if (random.nextInt(5) == 0) {
        batch.delete(bytes(key));
        state.remove(key);
      } else {
        String value = "v" + version() + "/" + "x".repeat(random.nextInt(300));
        batch.put(bytes(key), bytes(value));
        state.put(key, value);
      }
    }
    Commit commit = database.write(batch);
    assertEquals(version() + 1, commit.version());
    steps.add(new Step(commit.time(), state));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Fails unless a view has just the state of a version. */
  void assertHas(long version, ReadView view) {
    Map<String, String> found = new TreeMap<>();
    try (Cursor cursor = view.cursor(KeyRange.all())) {
      while (cursor.next()) {
        found.put(text(cursor.key()), text(cursor.value()));
      }
    }
    assertEquals(steps.get((int) version).state, found, "version " + version);
  }
}
