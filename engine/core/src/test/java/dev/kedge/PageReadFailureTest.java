package dev.kedge;

import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.SimStorage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What happens when the disk can't deliver a page at its first touch, and later can. */
class PageReadFailureTest {

  private static final Path FILE = SimStorage.ROOT.resolve("app.kv");
  private static final int KEYS = 3000;

  private static Map<String, Consumer<Database>> uses() {
    byte[] key = bytes("key002000");
    Map<String, Consumer<Database>> uses = new LinkedHashMap<>();
    uses.put("get", database -> database.get(key));
    uses.put("exists", database -> database.exists(key));
    uses.put("cursor", Databases::content);
    uses.put("snapshot", database -> database.view(snapshot -> get(snapshot, "key000001")));
    uses.put("put", database -> database.put(key, key));
    uses.put("delete", database -> database.delete(key));
    uses.put("deleteRange", database -> database.deleteRange(KeyRange.from(key)));
    uses.put("transaction", database -> database.update(tx -> tx.get(key)));
    uses.put("check", Database::check);
    uses.put("compact", Database::compact);
    return uses;
  }

  @TestFactory
  List<DynamicTest> itIsATypedErrorAndTheDatabaseWorksOnWhenTheDiskDoes() {
    return uses().entrySet().stream()
        .map(use -> DynamicTest.dynamicTest(use.getKey(), () -> check(use.getValue())))
        .toList();
  }

  private static void check(Consumer<Database> use) {
    FaultStorage storage = new FaultStorage(new SimStorage());
    DatabaseBuilder builder = Database.builder(FILE).storage(storage).background(false);
    try (Database database = builder.open()) {
      WriteBatch batch = new WriteBatch();
      for (int i = 0; i < KEYS; i++) {
        batch.put(bytes(String.format("key%06d", i)), bytes("value"));
      }
      database.write(batch);
    }
    try (Database database = builder.open()) {
      storage.inject(
          (op, path) -> {
            if (op == FaultStorage.Op.READ && path.equals(FILE)) {
              throw new StorageException(path, "the disk does not answer", null);
            }
          });
      StorageException e = assertThrows(StorageException.class, () -> use.accept(database));
      assertEquals(FILE, e.file());
      assertFalse(database.stats().fenced());
      storage.heal();
      assertEquals(KEYS, content(database).size());
      database.put(bytes("key000000"), bytes("changed"));
      assertEquals(List.of(), database.check().problems());
    }
  }
}
