package dev.kedge;

import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.get;
import static dev.kedge.Databases.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TransactionTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  private Database database;

  @BeforeEach
  void open() {
    database = databases.open("a.kv");
    Databases.put(database, "a", "1");
    Databases.put(database, "b", "1");
  }

  private static void put(Transaction tx, String key, String value) {
    tx.put(bytes(key), bytes(value));
  }

  @Test
  void aTransactionReadsTheStateOfWhenItBeganAndItsOwnWrites() {
    try (Transaction tx = database.begin()) {
      Databases.put(database, "a", "other");
      assertEquals("1", get(tx, "a"));
      assertFalse(tx.hasWrites());
      put(tx, "c", "mine");
      tx.delete(bytes("b"));
      assertTrue(tx.hasWrites());
      assertEquals("mine", get(tx, "c"));
      assertNull(get(tx, "b"));
      assertFalse(tx.exists(bytes("b")));
      assertTrue(tx.exists(bytes("a")));
      assertEquals(Map.of("a", "1", "c", "mine"), content(tx));
      assertEquals(Map.of("a", "other", "b", "1"), content(database));
      assertEquals(2, tx.snapshotPosition().version());
      assertEquals(4, tx.commit().version());
    }
    assertEquals(Map.of("a", "other", "c", "mine"), content(database));
  }

  @Test
  void nothingIsWrittenWithoutACommit() {
    try (Transaction tx = database.begin()) {
      put(tx, "a", "2");
    }
    Transaction rolledBack = database.begin();
    put(rolledBack, "a", "3");
    rolledBack.rollback();
    rolledBack.rollback();
    assertThrows(IllegalStateException.class, () -> rolledBack.get(bytes("a")));
    assertThrows(IllegalStateException.class, () -> put(rolledBack, "a", "4"));
    assertThrows(IllegalStateException.class, rolledBack::commit);
    assertThrows(
        IllegalStateException.class,
        () ->
            database.update(
                tx -> {
                  put(tx, "a", "5");
                  throw new IllegalStateException("of the work");
                }));
    assertEquals("1", get(database, "a"));
    assertEquals(2, database.position().version());
    assertEquals(0, database.stats().readers());
  }

  @Test
  void aTransactionThatWroteNothingCommitsNothing() {
    try (Transaction tx = database.begin()) {
      Databases.put(database, "a", "2");
      assertEquals(2, tx.commit().version());
      assertThrows(IllegalStateException.class, tx::commit);
    }
    assertEquals(3, database.position().version());
  }

  /** Two transactions that overlap; the first commits, and the second must conflict or not. */
  private void overlap(
      Consumer<Transaction> first, Consumer<Transaction> second, boolean conflict) {
    try (Transaction one = database.begin();
        Transaction two = database.begin()) {
      first.accept(one);
      second.accept(two);
      one.commit();
      Map<String, String> between = content(database);
      if (conflict) {
        long before = database.stats().conflicts();
        assertThrows(ConflictException.class, two::commit);
        assertEquals(before + 1, database.stats().conflicts());
        assertEquals(between, content(database));
      } else {
        two.commit();
      }
    }
  }

  private void conflictBothWays(Consumer<Transaction> one, Consumer<Transaction> other) {
    overlap(one, other, true);
    overlap(other, one, true);
  }

  private void noConflictEitherWay(Consumer<Transaction> one, Consumer<Transaction> other) {
    overlap(one, other, false);
    overlap(other, one, false);
  }

  @Test
  void theFirstToCommitWinsForEachKey() {
    conflictBothWays(tx -> put(tx, "a", "x"), tx -> put(tx, "a", "y"));
    conflictBothWays(tx -> put(tx, "a", "x"), tx -> tx.delete(bytes("a")));
    conflictBothWays(tx -> tx.delete(bytes("a")), tx -> tx.delete(bytes("a")));
    conflictBothWays(tx -> tx.delete(bytes("never")), tx -> put(tx, "never", "x"));
    noConflictEitherWay(tx -> put(tx, "a", "x"), tx -> put(tx, "b", "y"));
    noConflictEitherWay(tx -> put(tx, "a", "x"), tx -> get(tx, "a"));
  }

  @Test
  void aRangeConflictsWithKeysAndRangesInItBothWays() {
    KeyRange range = KeyRange.between(bytes("m"), bytes("p"));
    Consumer<Transaction> deleted = tx -> tx.deleteRange(range);
    conflictBothWays(deleted, tx -> put(tx, "m", "x"));
    conflictBothWays(deleted, tx -> tx.delete(bytes("o")));
    noConflictEitherWay(deleted, tx -> put(tx, "p", "x"));
    noConflictEitherWay(deleted, tx -> put(tx, "l", "x"));
    conflictBothWays(deleted, tx -> tx.deleteRange(KeyRange.from(bytes("o"))));
    conflictBothWays(deleted, tx -> tx.deleteRange(KeyRange.below(bytes("n"))));
    conflictBothWays(deleted, tx -> tx.deleteRange(KeyRange.all()));
    noConflictEitherWay(deleted, tx -> tx.deleteRange(KeyRange.from(bytes("p"))));
    noConflictEitherWay(deleted, tx -> tx.deleteRange(KeyRange.below(bytes("m"))));
  }

  @Test
  void plainWritesConflictWithTransactionsButNotWithEachOther() {
    try (Transaction tx = database.begin()) {
      put(tx, "a", "x");
      Databases.put(database, "a", "plain");
      assertThrows(ConflictException.class, tx::commit);
    }
    try (Transaction tx = database.begin()) {
      put(tx, "a", "x");
      database.deleteRange(KeyRange.all());
      assertThrows(ConflictException.class, tx::commit);
    }
    assertEquals(Map.of(), content(database));
  }

  @Test
  void aLockedKeyCountsAsWritten() {
    Consumer<Transaction> lockA =
        tx -> {
          tx.lock(bytes("a"));
          put(tx, "own" + tx.hashCode(), "1");
        };
    conflictBothWays(lockA, tx -> put(tx, "a", "x"));
    conflictBothWays(lockA, tx -> tx.deleteRange(KeyRange.prefix(bytes("a"))));
    overlap(lockA, lockA, true);
    noConflictEitherWay(lockA, tx -> put(tx, "b", "x"));
    try (Transaction tx = database.begin()) {
      assertThrows(LimitExceededException.class, () -> tx.lock(new byte[5000]));
    }
  }

  @Test
  void aTransactionThatOnlyLocksIsRefusedIfTheKeyWasWritten() {
    try (Transaction tx = database.begin()) {
      tx.lock(bytes("a"));
      Databases.put(database, "a", "2");
      assertThrows(ConflictException.class, tx::commit);
    }
    try (Transaction tx = database.begin()) {
      tx.lock(bytes("a"));
      assertEquals(3, tx.commit().version());
    }
  }

  @Test
  void writeSkewIsPossibleAndLockPreventsIt() {
    try (Transaction one = database.begin();
        Transaction two = database.begin()) {
      put(one, "a", "0 as b is " + get(one, "b"));
      put(two, "b", "0 as a is " + get(two, "a"));
      one.commit();
      two.commit();
    }
    assertEquals("0 as b is 1", get(database, "a"));
    assertEquals("0 as a is 1", get(database, "b"));
    try (Transaction one = database.begin();
        Transaction two = database.begin()) {
      one.lock(bytes("b"));
      two.lock(bytes("a"));
      put(one, "a", "skewed");
      put(two, "b", "skewed");
      one.commit();
      assertThrows(ConflictException.class, two::commit);
    }
  }

  @Test
  void theClosureFormRunsAgainAfterAConflict() {
    AtomicInteger runs = new AtomicInteger();
    Commit commit =
        database.update(
            tx -> {
              int old = Integer.parseInt(get(tx, "a"));
              if (runs.incrementAndGet() < 4) {
                Databases.put(database, "a", "" + (old + 10));
              }
              put(tx, "a", "" + (old + 1));
            });
    assertEquals(4, runs.get());
    assertEquals("32", get(database, "a"));
    assertEquals(6, commit.version());
  }

  @Test
  void theClosureFormGivesUpAfterABound() {
    AtomicInteger runs = new AtomicInteger();
    assertThrows(
        ConflictException.class,
        () ->
            database.update(
                tx -> {
                  Databases.put(database, "a", "other " + runs.incrementAndGet());
                  put(tx, "a", "mine");
                }));
    assertEquals(16, runs.get());
    assertEquals("other 16", get(database, "a"));
    assertEquals(0, database.stats().readers());
  }

  @Test
  void aTransactionThatIsTooOldIsRefused() {
    try (Transaction old = database.begin();
        Transaction reader = database.begin()) {
      put(old, "untouched", "x");
      for (int i = 0; i < 70_000 / 1000; i++) {
        for (int j = 0; j < 1000; j++) {
          database.write(new WriteBatch().put(bytes("k" + j), bytes("v")), Durability.OFF);
        }
      }
      assertThrows(ConflictException.class, old::commit);
      assertEquals("1", get(reader, "a"));
      reader.commit();
    }
    assertNull(get(database, "untouched"));
  }

  @Test
  void aCursorOverATransactionFindsItsPlaceAgainWhileItWrites() {
    for (String key : List.of("c", "d", "e", "f")) {
      Databases.put(database, key, "1");
    }
    try (Transaction tx = database.begin();
        Cursor cursor = tx.cursor(KeyRange.all())) {
      List<String> seen = new ArrayList<>();
      while (cursor.next()) {
        String key = text(cursor.key());
        seen.add(key + text(cursor.value()));
        if (key.length() == 1) {
          put(tx, key + "+", "new");
          if (!key.equals("a")) {
            tx.delete(cursor.key());
          }
        }
      }
      assertEquals(
          List.of(
              "a1", "a+new", "b1", "b+new", "c1", "c+new", "d1", "d+new", "e1", "e+new", "f1",
              "f+new"),
          seen);
      tx.commit();
    }
    assertEquals(
        List.of("a", "a+", "b+", "c+", "d+", "e+", "f+"), List.copyOf(content(database).keySet()));
  }

  @Test
  void aCursorWhoseEntryWasDeletedSaysSoAndGoesOnBehindIt() {
    Databases.put(database, "c", "1");
    try (Transaction tx = database.begin();
        Cursor up = tx.cursor(KeyRange.all());
        Cursor down = tx.cursor(KeyRange.all().reversed())) {
      up.next();
      up.next();
      down.next();
      down.next();
      assertEquals("b", text(up.key()));
      assertEquals("b", text(down.key()));
      tx.delete(bytes("b"));
      for (int i = 0; i < 2; i++) {
        assertThrows(IllegalStateException.class, up::value);
        assertThrows(IllegalStateException.class, up::key);
        assertThrows(IllegalStateException.class, down::key);
      }
      assertTrue(up.next());
      assertEquals("c", text(up.key()));
      assertTrue(down.next());
      assertEquals("a", text(down.key()));
      assertTrue(down.seek(bytes("b")));
      assertEquals("a", text(down.key()));
    }
  }

  @Test
  void aCursorSeesAChangedValueOfItsEntry() {
    try (Transaction tx = database.begin();
        Cursor cursor = tx.cursor(KeyRange.all())) {
      put(tx, "0", "before the first");
      assertTrue(cursor.next());
      assertEquals("0", text(cursor.key()));
      assertTrue(cursor.next());
      put(tx, "a", "2");
      assertEquals("2", text(cursor.value()));
      put(tx, "aa", "x");
      assertEquals("a", text(cursor.key()));
      assertTrue(cursor.next());
      assertEquals("aa", text(cursor.key()));
    }
  }

  @Test
  void aTransactionOfManyWritesIsReadBackWhileItGrows() {
    try (Transaction tx = database.begin()) {
      for (int i = 0; i < 5000; i++) {
        put(tx, String.format("t%05d", i), "v" + i);
        if (i % 500 == 0) {
          assertEquals("v" + i / 2, get(tx, String.format("t%05d", i / 2)));
          database.checkpoint();
        }
      }
      tx.deleteRange(KeyRange.between(bytes("t01000"), bytes("t04000")));
      assertEquals(2002, content(tx).size());
      tx.commit();
    }
    assertEquals(2002, content(database).size());
  }
}
