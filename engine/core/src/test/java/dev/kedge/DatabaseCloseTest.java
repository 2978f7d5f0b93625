package dev.kedge;

import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.get;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.putMany;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;

class DatabaseCloseTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  @TestFactory
  List<DynamicTest> everyMethodRefusesAClosedDatabase() {
    Database database = databases.open("a.kv");
    put(database, "a", "1");
    database.close();
    return uses(database).entrySet().stream()
        .map(
            use ->
                DynamicTest.dynamicTest(
                    use.getKey(),
                    () -> assertThrows(DatabaseClosedException.class, use.getValue())))
        .toList();
  }

  private static Map<String, Executable> uses(Database database) {
    byte[] key = bytes("a");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayInputStream in = new ByteArrayInputStream(new byte[0]);
    Map<String, Executable> uses = new LinkedHashMap<>();
    uses.put("get", () -> database.get(key));
    uses.put("exists", () -> database.exists(key));
    uses.put("cursor", () -> database.cursor(KeyRange.all()));
    uses.put("snapshot", database::snapshot);
    uses.put("view", () -> database.view(Snapshot::version));
    uses.put("put", () -> database.put(key, key));
    uses.put("delete", () -> database.delete(key));
    uses.put("deleteRange", () -> database.deleteRange(KeyRange.all()));
    uses.put("write of nothing", () -> database.write(new WriteBatch()));
    uses.put("bulkLoad of nothing", () -> database.bulkLoad(List.<Entry>of().iterator()));
    uses.put("write", () -> database.write(new WriteBatch().put(key, key)));
    uses.put("begin", database::begin);
    uses.put("update", () -> database.update(tx -> tx.put(key, key)));
    uses.put("bulkLoad", () -> database.bulkLoad(List.of(new Entry(key, key)).iterator()));
    uses.put("checkpoint", database::checkpoint);
    uses.put("check", database::check);
    uses.put("compact", database::compact);
    uses.put("promote", database::promote);
    uses.put("stats", database::stats);
    uses.put("backup", () -> database.backup(out));
    uses.put("backup to a file", () -> database.backup(Databases.path("b")));
    uses.put("shipWal", () -> database.shipWal(out));
    uses.put("shipWal after", () -> database.shipWal(out, 0));
    uses.put("applyWal", () -> database.applyWal(in));
    uses.put("applyWalUntil", () -> database.applyWalUntil(in, 5));
    uses.put("applyWalUntil instant", () -> database.applyWalUntil(in, Instant.EPOCH));
    uses.put("readLog", () -> database.readLog(1));
    uses.put("holds create", () -> database.holds().create("h", 0, 1));
    uses.put("holds drop", () -> database.holds().drop("h"));
    uses.put("holds advance", () -> database.holds().advance("h", 1));
    uses.put("holds list", () -> database.holds().list());
    return uses;
  }

  @Test
  void aSecondCloseDoesNothing() {
    Database database = databases.open("a.kv");
    database.close();
    database.close();
    Database again = databases.open("a.kv");
    database.close();
    put(again, "a", "1");
  }

  @Test
  void whatIsOpenWhenItIsClosedCantBeUsedAnyMoreAndClosesQuietly() {
    Database database = databases.open("a.kv");
    putMany(database, 0, 50);
    Snapshot snapshot = database.snapshot();
    Cursor cursor = database.cursor(KeyRange.all());
    Cursor ofSnapshot = snapshot.cursor(KeyRange.all());
    cursor.next();
    Transaction transaction = database.begin();
    transaction.put(bytes("t"), bytes("1"));
    LogReader log = database.readLog(1);
    database.close();
    assertThrows(DatabaseClosedException.class, () -> snapshot.get(bytes("a")));
    assertThrows(DatabaseClosedException.class, () -> snapshot.cursor(KeyRange.all()));
    assertThrows(DatabaseClosedException.class, cursor::next);
    assertThrows(DatabaseClosedException.class, cursor::key);
    assertThrows(DatabaseClosedException.class, ofSnapshot::next);
    assertThrows(DatabaseClosedException.class, () -> transaction.get(bytes("t")));
    assertThrows(DatabaseClosedException.class, transaction::commit);
    assertThrows(DatabaseClosedException.class, log::next);
    cursor.close();
    ofSnapshot.close();
    snapshot.close();
    transaction.close();
    log.close();
    Database again = databases.open("a.kv");
    assertEquals(50, again.position().version());
    assertEquals(null, get(again, "t"));
  }

  @Test
  void whatRunsIntoTheCloseSaysSo() {
    byte[] value = new byte[1 << 20];
    List<BiConsumer<Database, ProgressListener>> operations =
        List.of(
            (database, closing) -> database.compact(closing),
            (database, closing) ->
                database.backup(OutputStream.nullOutputStream(), new BackupOptions(false, closing)),
            (database, closing) ->
                database.backup(Databases.path("b"), new BackupOptions(true, closing)));
    for (BiConsumer<Database, ProgressListener> operation : operations) {
      Database database = databases.open("a.kv");
      for (int i = 0; i < 12; i++) {
        database.put(bytes("k" + i), value);
      }
      assertThrows(
          DatabaseClosedException.class,
          () -> operation.accept(database, (done, total) -> database.close()));
    }
    databases.open("a.kv");
  }

  @Test
  void aClosedDatabaseIsCompleteWithoutItsLog() {
    Database database = databases.open("a.kv");
    putMany(database, 0, 500);
    Map<String, String> content = Databases.content(database);
    database.close();
    byte[] file = databases.disk().readFile(database.path());
    databases.disk().putFile(Databases.path("copy.kv"), file);
    assertEquals(content, Databases.content(databases.open("copy.kv")));
  }
}
