package dev.kedge;

import static dev.kedge.Databases.backup;
import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.putMany;
import static dev.kedge.Databases.ship;
import static dev.kedge.Databases.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt ends no call, harms no file, and is kept for the caller; on real files. */
class InterruptTest {

  @TempDir private Path directory;

  private Database database;
  private Database primary;
  private Database replica;
  private byte[] seed;
  private int number;

  @BeforeEach
  void open() throws IOException {
    Path archive = Files.createDirectory(directory.resolve("archive"));
    database =
        Database.builder(directory.resolve("a.kv"))
            .walArchive(WalArchive.directory(archive))
            .logSegmentBytes(1 << 16)
            .logRetentionBytes(0)
            .open();
    putMany(database, 0, 200);
    database.put(bytes("large"), new byte[50_000]);
    primary = Database.open(directory.resolve("p.kv"));
    putMany(primary, 0, 10);
    seed = backup(primary);
    Restore.restore(directory.resolve("r.kv"), stream(seed));
    replica = Database.builder(directory.resolve("r.kv")).readReplica(true).open();
  }

  @AfterEach
  void close() {
    Thread.interrupted();
    for (Database one : List.of(database, primary, replica)) {
      Databases.checkAndClose(one);
    }
  }

  /** All of them, each under the names of the methods that it calls. */
  private Map<String, Interrupter.Call> calls() {
    byte[] key = bytes("key000001");
    Map<String, Interrupter.Call> calls = new LinkedHashMap<>();
    calls.put("Database.get", () -> database.get(key));
    calls.put("Database.exists", () -> database.exists(key));
    calls.put("Database.cursor Cursor.next key value seek close", this::read);
    calls.put("Database.view", () -> database.view(Databases::content));
    calls.put(
        "Database.snapshot Snapshot.get exists cursor position version commitTime entries close",
        this::readSnapshot);
    calls.put("Database.put", () -> database.put(key, bytes("v" + number++)));
    calls.put("Database.put of a large value", () -> database.put(key, new byte[70_000]));
    calls.put("Database.delete", () -> database.delete(bytes("key" + number++)));
    calls.put(
        "Database.deleteRange", () -> database.deleteRange(KeyRange.prefix(bytes("key00019"))));
    calls.put(
        "Database.write", () -> database.write(new WriteBatch().put(key, key), Durability.NORMAL));
    calls.put("Database.update", () -> database.update(tx -> tx.put(key, tx.get(key))));
    calls.put(
        "Database.begin Transaction.get exists cursor put delete deleteRange lock hasWrites"
            + " snapshotPosition commit rollback close",
        this::transact);
    calls.put(
        "Database.bulkLoad", () -> database.bulkLoad(List.of(new Entry(key, key)).iterator()));
    calls.put("Database.checkpoint", database::checkpoint);
    calls.put("Database.force", database::force);
    calls.put("Database.check", () -> assertTrue(database.check().isOk()));
    calls.put("Database.compact", database::compact);
    calls.put(
        "Database.stats position path role ancestors instance isRememberedReplica options",
        this::look);
    calls.put(
        "Database.historyChecksum",
        () -> database.historyChecksum(database.stats().logFirstVersion()));
    calls.put("Database.backup Restore.verify", () -> Restore.verify(stream(backup(database))));
    calls.put("Database.backup Restore.outline verify restore", this::backupAndRestore);
    calls.put("Database.shipWal", () -> database.shipWal(new ByteArrayOutputStream()));
    calls.put("Database.shipRange", this::shipRange);
    calls.put("Database.readLog LogReader.next version close", this::readLog);
    calls.put("Database.holds Holds.create advance list drop", this::holdAndDrop);
    calls.put("Database.applyWal", this::shipAndApply);
    calls.put("Database.applyWal of a file, applyWalUntil", this::applyFile);
    calls.put("Database.addCloseAction removeCloseAction", this::addCloseAction);
    calls.put("Database.addCommitAction removeCommitAction", this::addCommitAction);
    calls.put("Database.close open builder", this::reopen);
    calls.put("Database.promote", this::promote);
    return calls;
  }

  @Test
  void everyPublicMethodIsAmongTheCalls() {
    Set<String> called = new HashSet<>();
    calls().keySet().forEach(names -> called.addAll(List.of(names.split("[ ,.]+"))));
    for (Class<?> type :
        List.of(
            Database.class,
            Snapshot.class,
            Transaction.class,
            Cursor.class,
            LogReader.class,
            Holds.class,
            Restore.class)) {
      assertTrue(called.contains(type.getSimpleName()), type.getName());
      for (Method method : type.getDeclaredMethods()) {
        if (Modifier.isPublic(method.getModifiers()) && !method.getName().equals("toString")) {
          assertTrue(called.contains(method.getName()), method.toString());
        }
      }
    }
  }

  private void read() {
    content(database);
    try (Cursor cursor = database.cursor(KeyRange.all().reversed())) {
      assertTrue(cursor.seek(bytes("key000100")));
    }
  }

  private void readSnapshot() {
    try (Snapshot snapshot = database.snapshot()) {
      assertEquals(snapshot.position().version(), snapshot.version());
      assertEquals(snapshot.entries(), content(snapshot).size());
      assertTrue(snapshot.exists(bytes("key000001")));
      assertNotNull(snapshot.get(bytes("key000001")));
      assertNotNull(snapshot.commitTime());
    }
  }

  private void transact() {
    for (boolean commit : new boolean[] {true, false}) {
      try (Transaction transaction = database.begin()) {
        transaction.lock(bytes("locked"));
        transaction.put(bytes("t"), bytes("v" + number++));
        transaction.delete(bytes("u"));
        transaction.deleteRange(KeyRange.prefix(bytes("v")));
        assertTrue(transaction.hasWrites() && transaction.exists(bytes("t")));
        assertEquals(content(transaction).get("t"), Databases.get(transaction, "t"));
        assertEquals(database.position(), transaction.snapshotPosition());
        if (commit) {
          transaction.commit();
        } else {
          transaction.rollback();
        }
      }
    }
  }

  private void look() {
    assertEquals(database.position(), database.stats().position());
    assertEquals(Role.PRIMARY, database.role());
    assertEquals(List.of(), database.ancestors());
    assertNotNull(database.path());
    assertNotNull(database.options());
    assertFalse(database.isRememberedReplica() && database.instance() == 0);
  }

  private void backupAndRestore() {
    Path file = directory.resolve("backup" + number);
    Path restored = directory.resolve("restored" + number++);
    BackupResult result = database.backup(file, BackupOptions.COMPRESSED);
    assertEquals(result.position(), Restore.outline(file).position());
    Restore.verify(file);
    Restore.restore(restored, file);
    try (Database copy = Database.open(restored)) {
      put(copy, "a", "1");
    }
  }

  private void shipRange() {
    database.shipRange(
        OutputStream.nullOutputStream(), database.stats().logFirstVersion() - 1, 1 << 20);
    Path file = directory.resolve("range" + number++);
    database.shipWal(file, database.stats().logFirstVersion() - 1);
  }

  private void addCommitAction() {
    Runnable action = () -> {};
    database.addCommitAction(action);
    database.removeCommitAction(action);
  }

  private void addCloseAction() {
    Runnable action = () -> {};
    database.addCloseAction(action);
    database.removeCloseAction(action);
  }

  private void promote() {
    Path file = directory.resolve("promoted" + number++);
    Restore.restore(file, stream(seed));
    try (Database copy = Database.builder(file).readReplica(true).open()) {
      assertNotEquals(primary.position().generation(), copy.promote().generation());
      put(copy, "a", "1");
    }
  }

  private void readLog() {
    try (LogReader log = database.readLog(database.stats().logFirstVersion())) {
      while (log.next() != null) {
        // To its end.
      }
    }
  }

  private void holdAndDrop() {
    String name = "h" + number++;
    long version = database.position().version();
    database.holds().create(name, version, 1 << 20);
    database.holds().advance(name, version);
    assertEquals(1, database.holds().list().size());
    database.holds().drop(name);
  }

  private void shipAndApply() {
    put(primary, "k", "v" + number++);
    replica.applyWal(stream(ship(primary, replica.position().version())));
    assertEquals(primary.position(), replica.position());
  }

  private void applyFile() throws IOException {
    put(primary, "k", "v" + number);
    Path file = directory.resolve("shipped" + number++);
    byte[] shipped = ship(primary, replica.position().version());
    boolean interrupted = Thread.interrupted();
    Files.write(file, shipped);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    replica.applyWalUntil(file, primary.position().version());
  }

  private void reopen() {
    replica.close();
    replica = Database.builder(directory.resolve("r.kv")).readReplica(true).open();
  }

  @Test
  void aThreadThatIsInterruptedBeforeACallGetsItDoneAndStaysInterrupted() throws Exception {
    for (Map.Entry<String, Interrupter.Call> call : calls().entrySet()) {
      for (int i = 0; i < 2; i++) {
        Thread.currentThread().interrupt();
        call.getValue().run();
        assertTrue(Thread.interrupted(), call.getKey());
      }
      put(database, "works", "on");
    }
  }

  @Test
  void aThreadThatIsInterruptedInACallGetsItDoneAndStaysInterrupted() throws Exception {
    try (Interrupter interrupter = new Interrupter(Thread.currentThread())) {
      for (Map.Entry<String, Interrupter.Call> call : calls().entrySet()) {
        interrupter.storm(call.getKey(), call.getValue());
        put(database, "works", "on");
      }
    }
  }
}
