package dev.kedge;

import static dev.kedge.Databases.apply;
import static dev.kedge.Databases.backup;
import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.logFolder;
import static dev.kedge.Databases.path;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.putMany;
import static dev.kedge.Databases.ship;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LogReaderTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  @Test
  void commitsAreReadAsTheyWereMade() {
    Database database = databases.open("a.kv");
    Commit put = put(database, "a", "1");
    database.delete(bytes("a"));
    database.deleteRange(KeyRange.from(bytes("b")));
    database.write(
        new WriteBatch()
            .put(bytes("x"), bytes(""))
            .deleteRange(KeyRange.between(bytes("c"), bytes("d"))));
    try (LogReader log = database.readLog(1)) {
      assertEquals(0, log.version());
      LogEntry first = log.next();
      assertEquals(1, first.version());
      assertEquals(put.time(), first.time());
      assertEquals(database.position().generation(), first.generation());
      assertEquals(
          List.of(new LogOperation(LogOperation.Kind.PUT, bytes("a"), bytes("1"))),
          first.operations());
      assertEquals(1, log.version());
      assertEquals(
          List.of(new LogOperation(LogOperation.Kind.DELETE, bytes("a"), null)),
          log.next().operations());
      assertEquals(
          List.of(new LogOperation(LogOperation.Kind.DELETE_RANGE, bytes("b"), null)),
          log.next().operations());
      assertEquals(
          List.of(
              new LogOperation(LogOperation.Kind.PUT, bytes("x"), bytes("")),
              new LogOperation(LogOperation.Kind.DELETE_RANGE, bytes("c"), bytes("d"))),
          log.next().operations());
      assertNull(log.next());
      put(database, "later", "1");
      assertEquals(5, log.next().version());
      assertNull(log.next());
    }
  }

  @Test
  void readingBeginsExactlyWithTheVersionAsked() {
    Database database = databases.open("a.kv");
    putMany(database, 0, 50);
    for (int from = 1; from <= 51; from++) {
      try (LogReader log = database.readLog(from)) {
        for (int version = from; version <= 50; version++) {
          assertEquals(version, log.next().version());
        }
        assertNull(log.next());
      }
    }
  }

  @Test
  void whatIsNotThereYetOrNoLongerIsATypedGap() {
    Database database = databases.open(databases.sim("a.kv").logRetentionBytes(0));
    ReplicaGapException e = assertThrows(ReplicaGapException.class, () -> database.readLog(2));
    assertEquals(2, e.expected());
    assertThrows(IllegalArgumentException.class, () -> database.readLog(0));
    assertThrows(IllegalArgumentException.class, () -> database.readLog(-5));
    for (int i = 0; i < 30; i++) {
      database.put(bytes("k"), bytes("x".repeat(20_000)));
    }
    database.checkpoint();
    put(database, "k", "v");
    database.checkpoint();
    long first = database.stats().logFirstVersion();
    assertTrue(first > 1);
    ReplicaGapException gone =
        assertThrows(ReplicaGapException.class, () -> database.readLog(first - 1));
    assertEquals(first - 1, gone.expected());
    assertEquals(first, gone.found());
    try (LogReader log = database.readLog(first)) {
      assertEquals(first, log.next().version());
    }
  }

  @Test
  void anOpenReaderKeepsWhatItHasYetToRead() {
    Database database = databases.open(databases.sim("a.kv").logRetentionBytes(0));
    try (LogReader log = database.readLog(1)) {
      for (int i = 0; i < 60; i++) {
        database.put(bytes("k"), bytes("x".repeat(20_000)));
        if (i % 10 == 5) {
          database.checkpoint();
        }
      }
      for (int version = 1; version <= 60; version++) {
        assertEquals(version, log.next().version());
      }
      put(database, "k", "v");
      database.checkpoint();
      database.checkpoint();
      assertTrue(database.stats().logFirstVersion() > 1);
      assertEquals(61, log.next().version());
    }
    assertEquals(List.of(), databases.disk().openFiles().stream().filter(this::isSealed).toList());
  }

  private boolean isSealed(Path file) {
    List<Path> segments =
        databases.disk().list(logFolder(path("a.kv"))).stream()
            .filter(one -> one.toString().endsWith(".wal"))
            .toList();
    return segments.contains(file) && !file.equals(segments.get(segments.size() - 1));
  }

  @Test
  void historyIsKeptWithinItsBytesAndItsTime() {
    SettableClock clock = new SettableClock();
    DatabaseBuilder builder = databases.sim("a.kv").clock(clock).logRetentionBytes(500_000);
    Database database = databases.open(builder);
    for (int i = 0; i < 60; i++) {
      database.put(bytes("k"), bytes("x".repeat(20_000)));
    }
    database.checkpoint();
    put(database, "k", "v");
    database.checkpoint();
    DatabaseStats stats = database.stats();
    assertTrue(stats.logFirstVersion() > 1);
    assertTrue(stats.logBytes() < 1_500_000, "log: " + stats.logBytes());
    database.close();

    database = databases.open(builder.logRetentionTime(Duration.ofHours(1)));
    put(database, "k", "v");
    database.checkpoint();
    assertEquals(stats.logFirstVersion(), database.stats().logFirstVersion());
    clock.advance(Duration.ofHours(2));
    put(database, "k", "v");
    database.checkpoint();
    put(database, "k", "v");
    database.checkpoint();
    assertTrue(database.stats().logFirstVersion() > 61);
  }

  @Test
  void checksumsOfTheHistoryAreEqualOnPrimaryAndReplica() {
    Database primary = databases.open("a.kv");
    databases.restore("r.kv", backup(primary));
    Database replica = databases.openReplica("r.kv");
    putMany(primary, 0, 20);
    apply(replica, ship(primary, 0));
    try (LogReader one = primary.readLog(1);
        LogReader other = replica.readLog(1)) {
      for (int i = 0; i < 20; i++) {
        assertEquals(one.next(), other.next());
      }
    }
  }

  @Test
  void damagedLogIsATypedErrorAndTheCheckFindsIt() {
    Database database = databases.open("a.kv");
    putMany(database, 0, 50);
    database.close();
    database = databases.open("a.kv");
    Path segment =
        databases.disk().list(logFolder(database.path())).stream()
            .filter(one -> one.toString().endsWith(".wal"))
            .findFirst()
            .orElseThrow();
    databases.disk().flipBit(segment, 4096 + 1000, 1);
    try (LogReader log = database.readLog(1)) {
      CorruptionException e =
          assertThrows(
              CorruptionException.class,
              () -> {
                while (log.next() != null) {
                  // Up to the damage.
                }
              });
      assertEquals(segment, e.file());
    }
    assertEquals(1, database.check().problems().size());
    databases.forget(database);
  }
}
