package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.kedge.LogOperation.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;

/**
 * Random commits to a database and its model, and random reads that compare the two. All that it
 * does follows from its random numbers. Used by one thread.
 */
final class Workload {

  private final Random random;
  private final Model model;
  private final int keys;
  private final int maxKeyBytes;
  private final int maxValueBytes;

  /**
   * A workload.
   *
   * @param keys how many different keys it uses
   * @param maxKeyBytes the longest of them
   * @param maxValueBytes the longest value, which is rare; most are short
   */
  Workload(Random random, Model model, int keys, int maxKeyBytes, int maxValueBytes) {
    this.random = random;
    this.model = model;
    this.keys = keys;
    this.maxKeyBytes = maxKeyBytes;
    this.maxValueBytes = maxValueBytes;
  }

  /** One of the keys. Many share a long prefix; some are as long as a key may be. */
  byte[] key() {
    int number = random.nextInt(keys);
    String prefix =
        switch (number % 4) {
          case 0 -> "";
          case 1 -> "part/of/a/tree/that/goes/on/";
          case 2 -> "part/of/a/tree/" + "x".repeat(Math.max(0, maxKeyBytes - 30)) + "/";
          default -> "" + (char) ('a' + number % 26);
        };
    byte[] text = (prefix + Integer.toString(number, 7)).getBytes(StandardCharsets.UTF_8);
    int length = number % 11 == 5 ? maxKeyBytes : Math.min(text.length, maxKeyBytes);
    return Arrays.copyOf(text, length);
  }

  /** A value. */
  byte[] value() {
    int most =
        switch (random.nextInt(16)) {
          case 0 -> maxValueBytes;
          case 1, 2 -> Math.min(maxValueBytes, 5000);
          case 3 -> 0;
          default -> Math.min(maxValueBytes, 300);
        };
    byte[] value = new byte[random.nextInt(most + 1)];
    random.nextBytes(value);
    return value;
  }

  /** A range; most are small. */
  KeyRange range() {
    return switch (random.nextInt(12)) {
      case 0 -> KeyRange.from(key());
      case 1 -> KeyRange.below(key());
      case 2 -> KeyRange.between(key(), key());
      case 3 -> KeyRange.prefix(Arrays.copyOf(key(), 1));
      case 4 -> random.nextInt(4) == 0 ? KeyRange.all() : KeyRange.prefix(new byte[] {'p'});
      default -> {
        byte[] from = key();
        yield KeyRange.between(from, Arrays.copyOf(from, from.length + random.nextInt(3)));
      }
    };
  }

  /** A durability. */
  Durability durability() {
    return switch (random.nextInt(4)) {
      case 0 -> Durability.NORMAL;
      case 1 -> Durability.OFF;
      default -> Durability.FULL;
    };
  }

  /** An operation. */
  LogOperation operation() {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return range(range());
    }
    return kind < 5
        ? new LogOperation(Kind.DELETE, key(), null)
        : new LogOperation(Kind.PUT, key(), value());
  }

  private static LogOperation range(KeyRange range) {
    return new LogOperation(Kind.DELETE_RANGE, range.start(), range.end());
  }

  private static KeyRange rangeOf(LogOperation operation) {
    byte[] end = operation.value();
    return end == null ? KeyRange.from(operation.key()) : KeyRange.between(operation.key(), end);
  }

  private List<LogOperation> operations(int count) {
    List<LogOperation> operations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      operations.add(operation());
    }
    return operations;
  }

  /** Makes one commit, or finds that it conflicts. */
  void commit(Database database) {
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> single(database);
      case 3, 4 -> batch(database, operations(1 + random.nextInt(12)), durability());
      case 5 -> batch(database, operations(1 + random.nextInt(60)), durability());
      default -> transaction(database);
    }
  }

  /** Makes one commit of one operation. */
  void single(Database database) {
    single(database, operation());
  }

  private void single(Database database, LogOperation operation) {
    model.begin(List.of(operation));
    byte[] key = operation.key();
    Commit commit =
        switch (operation.kind()) {
          case PUT -> database.put(key, operation.value());
          case DELETE -> database.delete(key);
          case DELETE_RANGE -> database.deleteRange(rangeOf(operation));
        };
    model.acknowledge(commit, database.options().durability());
  }

  /** Commits operations. */
  void batch(Database database, List<LogOperation> operations, Durability durability) {
    WriteBatch batch = new WriteBatch();
    for (LogOperation operation : operations) {
      switch (operation.kind()) {
        case PUT -> batch.put(operation.key(), operation.value());
        case DELETE -> batch.delete(operation.key());
        case DELETE_RANGE -> batch.deleteRange(rangeOf(operation));
      }
    }
    model.begin(operations);
    model.acknowledge(database.write(batch, durability), durability);
  }

  private void transaction(Database database) {
    try (Transaction transaction = database.begin()) {
      NavigableMap<byte[], byte[]> view = Model.emptyState();
      view.putAll(model.now());
      List<LogOperation> written = new ArrayList<>();
      for (int i = random.nextInt(8); i > 0; i--) {
        if (random.nextBoolean()) {
          read(transaction, view);
        }
        LogOperation operation = operation();
        write(transaction, operation);
        Model.apply(view, operation);
        written.add(operation);
      }
      read(transaction, view);
      end(database, transaction, written);
    }
  }

  private static void write(Transaction transaction, LogOperation operation) {
    switch (operation.kind()) {
      case PUT -> transaction.put(operation.key(), operation.value());
      case DELETE -> transaction.delete(operation.key());
      case DELETE_RANGE -> transaction.deleteRange(rangeOf(operation));
    }
  }

  private void end(Database database, Transaction transaction, List<LogOperation> written) {
    assertEquals(!written.isEmpty(), transaction.hasWrites());
    Durability durability = durability();
    if (written.isEmpty()) {
      assertEquals(model.acknowledged(), transaction.commit(durability).version());
      return;
    }
    int fate = random.nextInt(8);
    if (fate == 0) {
      transaction.rollback();
      return;
    }
    if (fate == 1) {
      // Somebody else is first: with a key that this transaction wrote too, or with another one.
      LogOperation other = operation();
      single(database, other);
      if (written.stream().anyMatch(own -> conflict(own, other))) {
        refused(transaction, written, durability);
        return;
      }
    }
    model.begin(written);
    model.acknowledge(transaction.commit(durability), durability);
  }

  private void refused(Transaction transaction, List<LogOperation> written, Durability level) {
    model.begin(written);
    try {
      transaction.commit(level);
      fail("two transactions wrote the same key");
    } catch (ConflictException e) {
      model.refuse();
    }
  }

  private static boolean conflict(LogOperation a, LogOperation b) {
    if (a.kind() != Kind.DELETE_RANGE) {
      return b.kind() != Kind.DELETE_RANGE
          ? Arrays.equals(a.key(), b.key())
          : rangeOf(b).contains(a.key());
    }
    if (b.kind() != Kind.DELETE_RANGE) {
      return rangeOf(a).contains(b.key());
    }
    return isBelow(a.key(), b.value()) && isBelow(b.key(), a.value());
  }

  private static boolean isBelow(byte[] key, byte[] end) {
    return end == null || Arrays.compareUnsigned(key, end) < 0;
  }

  /** Reads something from a view that must hold a state. */
  void read(ReadView view, NavigableMap<byte[], byte[]> state) {
    switch (random.nextInt(6)) {
      case 0 -> Model.assertRange(view, range(), state);
      case 1 -> Model.assertRange(view, range().reversed(), state);
      case 2 -> seek(view, state);
      default -> {
        byte[] key = key();
        byte[] expected = state.get(key);
        assertEquals(expected != null, view.exists(key));
        byte[] found = view.get(key);
        assertTrue(expected == null ? found == null : Arrays.equals(expected, found));
      }
    }
  }

  private void seek(ReadView view, NavigableMap<byte[], byte[]> state) {
    KeyRange range = random.nextBoolean() ? range() : KeyRange.all();
    range = random.nextBoolean() ? range.reversed() : range;
    NavigableMap<byte[], byte[]> part = Model.within(state, range);
    try (Cursor cursor = view.cursor(range)) {
      for (int i = random.nextInt(4); i >= 0; i--) {
        byte[] key = key();
        Map.Entry<byte[], byte[]> expected = ceiling(part, key, range.isDescending());
        boolean found = cursor.seek(key);
        for (int step = random.nextInt(5); step >= 0 && expected != null; step--) {
          assertTrue(found);
          assertArrayEquals(expected.getKey(), cursor.key());
          assertArrayEquals(expected.getValue(), cursor.value());
          expected = part.higherEntry(expected.getKey());
          found = cursor.next();
        }
        if (expected == null) {
          assertFalse(found);
        }
      }
    }
  }

  private static Map.Entry<byte[], byte[]> ceiling(
      NavigableMap<byte[], byte[]> part, byte[] key, boolean descending) {
    // Bounds of a part limit what may be asked of it.
    for (Map.Entry<byte[], byte[]> entry : part.entrySet()) {
      int order = Arrays.compareUnsigned(entry.getKey(), key);
      if (descending ? order <= 0 : order >= 0) {
        return entry;
      }
    }
    return null;
  }
}
