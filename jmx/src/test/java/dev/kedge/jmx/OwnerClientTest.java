package dev.kedge.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.DatabaseLockedException;
import dev.kedge.KedgeException;
import dev.kedge.Restore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way to a database that another process has open. */
class OwnerClientTest {

  @TempDir private Path directory;

  @Test
  void aProcessThatOpensNoPortIsReachedByItsUser() throws IOException {
    Path file = directory.resolve("app.kv");
    try (EngineProcess owner = EngineProcess.start(file)) {
      DatabaseLockedException locked =
          assertThrows(DatabaseLockedException.class, () -> Database.open(file));
      assertTrue(locked.holder().startsWith("pid " + owner.pid()));
      try (OwnerClient client = OwnerClient.attach(owner.pid())) {
        OwnedDatabase app = client.database(file);
        assertEquals("app.kv", app.name());
        assertEquals(1000, app.state().getEntries());
        List<OperationStatus> heard = new ArrayList<>();
        long id = app.backups().startBackup("a.kvbak", false);
        OperationStatus made = app.await(id, heard::add);
        assertEquals(made, heard.get(heard.size() - 1));
        Path backup = Path.of(app.backups().getDirectory()).resolve("a.kvbak");
        assertEquals(made.result().get("digest"), Restore.verify(backup).digest());
        assertEquals("1000", app.shipping().shipWalAfter("a.wal", 0).result().get("commits"));
        assertEquals("1000", app.state().checkpoint().result().get("version"));
        assertEquals("", app.state().check().result().get("problems"));
        KedgeException e =
            assertThrows(
                KedgeException.class, () -> client.database(directory.resolve("other.kv")));
        assertTrue(e.getMessage().contains("kedge-jmx"), e.getMessage());
      }
    }
  }

  @Test
  void aProcessThatIsNotThereIsTold() {
    assertThrows(KedgeException.class, () -> OwnerClient.attach(Integer.MAX_VALUE));
    assertThrows(KedgeException.class, () -> OwnerClient.connect("127.0.0.1", 1, null));
  }
}
