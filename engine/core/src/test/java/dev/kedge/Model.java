package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a database must hold at each version: the operations of every commit, from which the state
 * at a version is built by replaying them. One commit at a time may be under way, whose outcome is
 * not known until it is acknowledged. Any thread may use it.
 */
final class Model implements CutTrap.Bounds {

  /** One commit; its time and history checksum are 0 until they are known. */
  private static final class Step {
    final List<LogOperation> operations;
    @Nullable Instant time;
    long history;

    Step(List<LogOperation> operations) {
      this.operations = operations;
    }
  }

  private final List<Step> steps = new ArrayList<>();
  private NavigableMap<byte[], byte[]> now = emptyState();
  private NavigableMap<byte[], byte[]> base = emptyState();
  private long baseVersion;
  private long acknowledged;
  private long forced;
  private long seen;

  /** A state without a key. */
  static NavigableMap<byte[], byte[]> emptyState() {
    return new TreeMap<>(Arrays::compareUnsigned);
  }

  /** Does to a state what an operation does to a database. */
  static void apply(NavigableMap<byte[], byte[]> state, LogOperation operation) {
    byte[] key = operation.key();
    byte[] value = operation.value();
    switch (operation.kind()) {
      case PUT -> state.put(key, value);
      case DELETE -> state.remove(key);
      case DELETE_RANGE -> {
        if (value == null) {
          state.tailMap(key, true).clear();
        } else if (Arrays.compareUnsigned(key, value) < 0) {
          state.subMap(key, true, value, false).clear();
        }
      }
    }
  }

  /** Notes a commit that is about to be made. */
  synchronized void begin(List<LogOperation> operations) {
    assertEquals(acknowledged, steps.size(), "one commit at a time");
    steps.add(new Step(List.copyOf(operations)));
  }

  /** Notes that it was made; whether it was forced, the durability tells. */
  synchronized void acknowledge(Commit commit, Durability durability) {
    assertEquals(acknowledged + 1, commit.version());
    Step step = steps.get(steps.size() - 1);
    step.time = commit.time();
    Instant before = steps.size() < 2 ? null : steps.get(steps.size() - 2).time;
    assertTrue(before == null || !commit.time().isBefore(before), "time goes back");
    step.operations.forEach(operation -> apply(now, operation));
    acknowledged++;
    seen = acknowledged;
    if (durability == Durability.FULL) {
      force(acknowledged);
    }
  }

  /** Notes that it was refused, and nothing of it is there. */
  synchronized void refuse() {
    assertEquals(acknowledged + 1, steps.size());
    steps.remove(steps.size() - 1);
  }

  /** Notes that commits through a version are known to be durable. */
  synchronized void force(long version) {
    forced = Math.max(forced, version);
    seen = Math.max(seen, version);
  }

  @Override
  public synchronized long seen() {
    return seen;
  }

  @Override
  public synchronized long forced() {
    return forced;
  }

  @Override
  public synchronized long acknowledged() {
    return acknowledged;
  }

  @Override
  public synchronized long attempted() {
    return steps.size();
  }

  /** The state at the last acknowledged version: to be read only, until the next commit. */
  synchronized NavigableMap<byte[], byte[]> now() {
    return now;
  }

  /** The state at a version. */
  synchronized NavigableMap<byte[], byte[]> at(long version) {
    boolean fromBase = version >= baseVersion;
    NavigableMap<byte[], byte[]> state = emptyState();
    if (fromBase) {
      state.putAll(base);
    }
    for (long i = fromBase ? baseVersion : 0; i < version; i++) {
      steps.get((int) i).operations.forEach(operation -> apply(state, operation));
    }
    return state;
  }

  /**
   * Forgets what was after a version: what a power cut or a recovery into the past left.
   *
   * @param durable the version through which it is known to be durable
   * @param seenThen the version through which somebody has seen it
   */
  synchronized void cut(long version, long durable, long seenThen) {
    now = at(version);
    steps.subList((int) version, steps.size()).clear();
    acknowledged = version;
    forced = durable;
    seen = seenThen;
    base = emptyState();
    base.putAll(now);
    baseVersion = version;
  }

  /** A model with the same commits until a version, all of them forced. */
  synchronized Model copyUntil(long version) {
    Model copy = new Model();
    copy.steps.addAll(steps.subList(0, (int) version));
    copy.cut(version, version, version);
    return copy;
  }

  /** Fails unless a commit read from the log is the one that was made. */
  synchronized void check(LogEntry entry) {
    Step step = steps.get((int) entry.version() - 1);
    assertEquals(step.operations, entry.operations(), "operations of version " + entry.version());
    if (step.time == null) {
      step.time = entry.time();
    }
    assertEquals(step.time, entry.time(), "time of version " + entry.version());
    if (step.history == 0) {
      step.history = entry.historyChecksum();
    }
    assertEquals(step.history, entry.historyChecksum(), "history at version " + entry.version());
  }

  /** The time of a commit, if it is known. */
  synchronized @Nullable Instant time(long version) {
    return steps.get((int) version - 1).time;
  }

  /** Fails unless a view holds exactly a state, as a cursor over all of it sees it. */
  static void assertHolds(ReadView view, NavigableMap<byte[], byte[]> expected) {
    assertRange(view, KeyRange.all(), expected);
  }

  /** Fails unless a cursor over a range of a view finds exactly the entries of a state. */
  static void assertRange(ReadView view, KeyRange range, NavigableMap<byte[], byte[]> state) {
    NavigableMap<byte[], byte[]> expected = within(state, range);
    try (Cursor cursor = view.cursor(range)) {
      for (byte[] key : expected.keySet()) {
        assertTrue(cursor.next(), "an entry is missing");
        assertArrayEquals(key, cursor.key());
        assertArrayEquals(expected.get(key), cursor.value());
      }
      assertFalse(cursor.next(), "an entry too many");
    }
  }

  /** The entries of a state that are in a range, in its order. */
  static NavigableMap<byte[], byte[]> within(NavigableMap<byte[], byte[]> state, KeyRange range) {
    byte[] from = range.start();
    byte[] to = range.end();
    NavigableMap<byte[], byte[]> part;
    if (to == null) {
      part = state.tailMap(from, true);
    } else if (Arrays.compareUnsigned(from, to) < 0) {
      part = state.subMap(from, true, to, false);
    } else {
      part = Collections.emptyNavigableMap();
    }
    return range.isDescending() ? part.descendingMap() : part;
  }

  /** Fails unless a database's log is a part of this history that ends with what is durable. */
  void assertLog(Database database) {
    long last = database.stats().durableVersion();
    try (LogReader reader = readWholeLog(database)) {
      for (long version = reader.version() + 1; version <= last; version++) {
        LogEntry entry = reader.next();
        assertTrue(entry != null, "version " + version + " is not in the log");
        assertEquals(version, entry.version());
        check(entry);
      }
      if (last == database.position().version()) {
        assertNull(reader.next());
      }
    }
  }

  private static LogReader readWholeLog(Database database) {
    while (true) {
      try {
        return database.readLog(database.stats().logFirstVersion());
      } catch (ReplicaGapException e) {
        // A checkpoint in the background gave up the first of it in between.
        assertTrue(database.stats().logFirstVersion() >= e.found(), e.toString());
      }
    }
  }

  /** Fails unless a database holds just what it should at the version it is at. */
  void assertMatches(Database database) {
    long version = database.position().version();
    assertTrue(version <= attempted(), "version " + version + " never was");
    assertHolds(database, at(version));
    assertLog(database);
    CheckResult check = database.check();
    assertEquals(List.of(), check.problems());
    assertEquals(at(version).size(), check.entries());
  }
}
