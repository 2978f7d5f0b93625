package dev.kedge;

import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CursorTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  private Database database;

  @BeforeEach
  void open() {
    database = databases.open("a.kv");
    for (String key : List.of("b", "ba", "bb", "c", "d")) {
      put(database, key, "of " + key);
    }
  }

  private static List<String> keys(Cursor cursor) {
    List<String> keys = new ArrayList<>();
    try (cursor) {
      while (cursor.next()) {
        keys.add(text(cursor.key()));
        assertEquals("of " + text(cursor.key()), text(cursor.value()));
      }
      assertFalse(cursor.next());
      assertThrows(IllegalStateException.class, cursor::key);
    }
    return keys;
  }

  private List<String> keys(KeyRange range) {
    List<String> keys = keys(database.cursor(range));
    database.checkpoint();
    assertEquals(keys, keys(database.cursor(range)), "from pages");
    return keys;
  }

  @Test
  void aRangeIsReadInOrderAndInReverse() {
    assertEquals(List.of("b", "ba", "bb", "c", "d"), keys(KeyRange.all()));
    assertEquals(List.of("d", "c", "bb", "ba", "b"), keys(KeyRange.all().reversed()));
    assertEquals(List.of("b", "ba", "bb"), keys(KeyRange.prefix(bytes("b"))));
    assertEquals(List.of("bb", "ba", "b"), keys(KeyRange.prefix(bytes("b")).reversed()));
    assertEquals(List.of("c", "d"), keys(KeyRange.from(bytes("bc"))));
    assertEquals(List.of("b", "ba"), keys(KeyRange.below(bytes("bb"))));
    assertEquals(List.of("ba", "bb"), keys(KeyRange.between(bytes("ba"), bytes("c"))));
    assertEquals(List.of("bb", "ba"), keys(KeyRange.between(bytes("ba"), bytes("c")).reversed()));
    assertEquals(List.of(), keys(KeyRange.between(bytes("c"), bytes("b"))));
    assertEquals(List.of(), keys(KeyRange.between(bytes("c"), bytes("b")).reversed()));
    assertEquals(List.of(), keys(KeyRange.prefix(bytes("x"))));
    assertEquals(List.of(), keys(KeyRange.from(bytes("e")).reversed()));
  }

  @Test
  void aPrefixOfHighestBytesHasNoEnd() {
    byte[] highest = {(byte) 0xff, (byte) 0xff, 1};
    database.put(highest, bytes("x"));
    byte[] prefix = {(byte) 0xff, (byte) 0xff};
    for (KeyRange range : List.of(KeyRange.prefix(prefix), KeyRange.prefix(prefix).reversed())) {
      try (Cursor cursor = database.cursor(range)) {
        assertTrue(cursor.next());
        assertEquals("x", text(cursor.value()));
        assertFalse(cursor.next());
      }
    }
  }

  @Test
  void seekFindsTheNextInTheDirectionOfTheRange() {
    try (Cursor cursor = database.cursor(KeyRange.all())) {
      assertTrue(cursor.seek(bytes("ba")));
      assertEquals("ba", text(cursor.key()));
      assertTrue(cursor.seek(bytes("bz")));
      assertEquals("c", text(cursor.key()));
      assertTrue(cursor.next());
      assertEquals("d", text(cursor.key()));
      assertFalse(cursor.seek(bytes("e")));
      assertFalse(cursor.next());
      assertTrue(cursor.seek(bytes("a")));
      assertEquals("b", text(cursor.key()));
    }
    try (Cursor cursor = database.cursor(KeyRange.all().reversed())) {
      assertTrue(cursor.seek(bytes("bz")));
      assertEquals("bb", text(cursor.key()));
      assertTrue(cursor.next());
      assertEquals("ba", text(cursor.key()));
      assertFalse(cursor.seek(bytes("a")));
      assertTrue(cursor.seek(bytes("zz")));
      assertEquals("d", text(cursor.key()));
    }
  }

  @Test
  void seekStaysWithinTheRange() {
    KeyRange range = KeyRange.between(bytes("ba"), bytes("c"));
    try (Cursor cursor = database.cursor(range)) {
      assertTrue(cursor.seek(bytes("a")));
      assertEquals("ba", text(cursor.key()));
      assertFalse(cursor.seek(bytes("c")));
    }
    try (Cursor cursor = database.cursor(range.reversed())) {
      assertTrue(cursor.seek(bytes("z")));
      assertEquals("bb", text(cursor.key()));
      assertFalse(cursor.seek(bytes("b")));
    }
  }

  @Test
  void aCursorSeesTheStateOfWhenItWasOpened() {
    try (Cursor cursor = database.cursor(KeyRange.all())) {
      cursor.next();
      database.deleteRange(KeyRange.all());
      put(database, "x", "of x");
      database.checkpoint();
      assertEquals("of b", text(cursor.value()));
      assertEquals(List.of("ba", "bb", "c", "d"), keys(cursor));
    }
    assertEquals(List.of("x"), keys(database.cursor(KeyRange.all())));
  }

  @Test
  void aCursorOnNoEntryOrClosedSaysSo() {
    Cursor cursor = database.cursor(KeyRange.all());
    assertThrows(IllegalStateException.class, cursor::key);
    assertThrows(IllegalStateException.class, cursor::value);
    cursor.next();
    cursor.close();
    cursor.close();
    assertThrows(IllegalStateException.class, cursor::key);
    assertThrows(IllegalStateException.class, cursor::next);
    assertEquals(0, database.stats().readers());
    Snapshot snapshot = database.snapshot();
    Cursor ofClosed = snapshot.cursor(KeyRange.all());
    snapshot.close();
    assertThrows(IllegalStateException.class, ofClosed::next);
  }

  @Test
  void anEmptyDatabaseHasNoEntries() {
    Database empty = databases.open("empty.kv");
    assertEquals(List.of(), keys(empty.cursor(KeyRange.all())));
    assertEquals(List.of(), keys(empty.cursor(KeyRange.all().reversed())));
    try (Cursor cursor = empty.cursor(KeyRange.all())) {
      assertFalse(cursor.seek(bytes("a")));
    }
  }

  @Test
  void randomMovesAgreeWithASortedMap() {
    long seed = 20260101;
    System.out.println("CursorTest seed " + seed);
    Random random = new Random(seed);
    NavigableMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
    Database large = databases.open(databases.sim("large.kv").pageSize(4096));
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < 3000; i++) {
      byte[] key = new byte[1 + random.nextInt(12)];
      random.nextBytes(key);
      model.put(key, bytes("v" + i));
      batch.put(key, bytes("v" + i));
      if (i == 2000) {
        large.write(batch);
        large.checkpoint();
        batch.clear();
      }
    }
    large.write(batch);
    for (int round = 0; round < 200; round++) {
      byte[] from = {(byte) random.nextInt(256)};
      byte[] to = {(byte) random.nextInt(256)};
      boolean descending = random.nextBoolean();
      KeyRange range = KeyRange.between(from, to);
      boolean none = Arrays.compareUnsigned(from, to) >= 0;
      NavigableMap<byte[], byte[]> expected =
          none ? new TreeMap<>(Arrays::compareUnsigned) : model.subMap(from, true, to, false);
      follow(
          large.cursor(descending ? range.reversed() : range),
          descending ? expected.descendingMap() : expected,
          random);
    }
  }

  private static void follow(Cursor cursor, NavigableMap<byte[], byte[]> expected, Random random) {
    try (cursor) {
      byte[] at = null;
      for (int move = 0; move < 60; move++) {
        byte[] next;
        boolean found;
        if (random.nextInt(10) == 0) {
          byte[] target = {(byte) random.nextInt(256), (byte) random.nextInt(256)};
          found = cursor.seek(target);
          next = expected.ceilingKey(target);
        } else {
          found = cursor.next();
          next = at == null ? firstOrNull(expected) : expected.higherKey(at);
        }
        assertEquals(next != null, found);
        if (next == null) {
          return;
        }
        assertEquals(0, Arrays.compareUnsigned(next, cursor.key()));
        assertEquals(text(expected.get(next)), text(cursor.value()));
        at = next;
      }
    }
  }

  private static byte[] firstOrNull(NavigableMap<byte[], byte[]> map) {
    return map.isEmpty() ? null : map.firstKey();
  }
}
