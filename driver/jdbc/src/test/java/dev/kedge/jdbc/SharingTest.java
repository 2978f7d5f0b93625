package dev.kedge.jdbc;

import static dev.kedge.jdbc.Databases.execute;
import static dev.kedge.jdbc.Databases.fill;
import static dev.kedge.jdbc.Databases.query;
import static dev.kedge.jdbc.Databases.update;
import static dev.kedge.jdbc.Databases.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.DatabaseLockedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What connections of a path share, and what a URL does when it is opened. */
class SharingTest {

  @TempDir Path directory;

  private Connection connect(String query) throws SQLException {
    return DriverManager.getConnection(Databases.url(directory) + query);
  }

  @Test
  void connectionsByAnyNameOfTheFileShareItsEngine() throws Exception {
    try (Connection one = Databases.connect(directory)) {
      update(one, "UPSERT INTO kv VALUES ('a', '1')");
      Path link = Files.createSymbolicLink(directory.resolve("link.kv"), Path.of("app.kv"));
      Path around = directory.resolve("..").resolve(directory.getFileName()).resolve("app.kv");
      for (Path name : List.of(link, around)) {
        try (Connection two = DriverManager.getConnection("jdbc:kedge:" + name)) {
          assertEquals("1", value(two, "SELECT value FROM kv"));
        }
      }
      assertEquals("1", value(one, "SELECT value FROM kv"));
    }
    Database.open(directory.resolve("app.kv")).close();
  }

  @Test
  void withACloseDelayTheEngineOutlivesItsConnections() throws SQLException {
    connect("?closeDelay=1h").close();
    assertThrows(
        DatabaseLockedException.class, () -> Database.open(directory.resolve("app.kv")).close());
    // The last one to leave decides.
    connect("?closeDelay=0s").close();
    Database.open(directory.resolve("app.kv")).close();
  }

  @Test
  void settingsAreTheSameHoweverTheyAreWritten() throws SQLException {
    try (Connection first = connect("?pageSize=8KiB&checkpointInterval=2min&dirtyBytes=4MiB")) {
      connect("?pageSize=8192&checkpointInterval=120s&dirtyBytes=4096KiB").close();
      connect("?checkpointInterval=120000ms&dirtyBytes=4194304").close();
      SQLException e =
          assertThrows(
              SQLException.class,
              () -> connect("?checkpointInterval=120001ms&dirtyBytes=4MiB&pageSize=16KiB"));
      assertTrue(e.getMessage().endsWith("pageSize=8KiB, checkpointInterval=2min"), e.getMessage());
      assertTrue(first.isValid(0));
    }
  }

  @Test
  void aDifferenceIsToldWithWhatIsInForce() throws SQLException {
    try (Connection first = Databases.connect(directory)) {
      String inForce = setting(first, "dirtyBytes");
      String query = "?dirtyBytes=4MiB&maxKeyBytes=9&walArchive=" + directory.resolve("archive");
      SQLException e = assertThrows(SQLException.class, () -> connect(query));
      assertTrue(
          e.getMessage()
              .endsWith(
                  "make these the same, dirtyBytes="
                      + inForce
                      + ", no walArchive, maxKeyBytes=1024"),
          e.getMessage());
      connect("?dirtyBytes=" + inForce + "&maxKeyBytes=1KiB").close();
      assertTrue(first.isValid(0));
    }
  }

  @Test
  void settingsAreShownAsTheyAreInTheDatabase() throws SQLException {
    connect("?pageSize=4096").close();
    try (Connection connection = connect("?pageSize=16KiB")) {
      assertEquals("4096", value(connection, "SELECT page_size FROM sys.database"));
      assertEquals("4096", setting(connection, "pageSize"));
      assertEquals("false", setting(connection, "readOnly"));
    }
    try (Database database = Database.builder(directory.resolve("app.kv")).readOnly(true).open();
        Connection connection = new KedgeDataSource(database).getConnection()) {
      assertEquals("true", setting(connection, "readOnly"));
    }
  }

  private static String setting(Connection connection, String name) throws SQLException {
    return value(connection, "SELECT value FROM sys.settings WHERE name = '" + name + "'");
  }

  @Test
  void durabilityAndReadOnlyAreOfTheConnection() throws SQLException {
    try (Connection writer = connect("?durability=NORMAL");
        Connection reader = connect("?readOnly=true")) {
      update(writer, "UPSERT INTO kv VALUES ('a', '1')");
      assertEquals("1", value(reader, "SELECT value FROM kv"));
      assertTrue(reader.isReadOnly());
      assertFalse(writer.isReadOnly());
    }
    try (Connection reader = connect("?readOnly=true")) {
      SQLException e = assertThrows(SQLException.class, () -> connect(""));
      assertTrue(e.getMessage().contains("read-only"), e.getMessage());
      reader.setReadOnly(false);
      assertTrue(reader.isReadOnly());
      assertNotNull(reader.getWarnings());
    }
  }

  @Test
  void anArchiveGetsTheLog() throws Exception {
    Path archive = directory.resolve("archive");
    try (Connection connection = connect("?walArchive=" + archive)) {
      update(connection, "UPSERT INTO kv VALUES ('a', '1')");
      execute(connection, "CHECKPOINT");
      assertEquals("1", value(connection, "SELECT archived_version FROM sys.wal"));
    }
    try (Stream<Path> files = Files.list(archive)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void restoreFromFiresOnlyIfNothingIsThereAndSaysWhatItDid() throws Exception {
    Path backup = directory.resolve("b.kvbak");
    try (Connection connection = Databases.connect(directory)) {
      fill(connection, 3);
      execute(connection, "BACKUP TO '" + backup + "'");
    }
    Path copy = directory.resolve("copy.kv");
    String url = "jdbc:kedge:" + copy + "?restoreFrom=" + backup;
    try (Connection restored = DriverManager.getConnection(url);
        Connection second = DriverManager.getConnection(url)) {
      assertEquals("3", value(restored, "SELECT COUNT(*) FROM kv"));
      assertTrue(restored.getWarnings().getMessage().contains("at version 1"));
      assertNull(second.getWarnings());
      update(restored, "DELETE FROM kv");
    }
    try (Connection again = DriverManager.getConnection(url)) {
      assertEquals("0", value(again, "SELECT COUNT(*) FROM kv"));
      assertNull(again.getWarnings());
    }
    Files.delete(copy);
    // A log folder that has lost its file: nothing is put in its place.
    assertThrows(SQLException.class, () -> DriverManager.getConnection(url));
    assertFalse(Files.exists(copy));
  }

  @Test
  void aRestoreThatCanNotBeDoneLeavesNothing() throws Exception {
    String query = "?restoreFrom=" + directory.resolve("missing.kvbak");
    assertThrows(SQLException.class, () -> connect(query));
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(), files.toList());
    }
    Databases.connect(directory).close();
  }

  @Test
  void statementFilesKeepsStatementsWithinTheirDirectory() throws Exception {
    Path files = Files.createDirectory(directory.resolve("files"));
    Files.createSymbolicLink(files.resolve("out"), directory);
    try (Connection connection = connect("?statementFiles=" + files)) {
      execute(connection, "BACKUP TO 'b.kvbak'");
      execute(connection, "VERIFY BACKUP 'b.kvbak'");
      assertTrue(Files.exists(files.resolve("b.kvbak")));
      for (String name : List.of("../x", "a/../../x", "out/x", directory + "/x")) {
        SQLException e =
            assertThrows(SQLException.class, () -> execute(connection, "BACKUP TO '" + name + "'"));
        assertEquals("42501", e.getSQLState(), name);
      }
      Files.createSymbolicLink(files.resolve("link"), directory.resolve("app.kv"));
      SQLException e =
          assertThrows(SQLException.class, () -> execute(connection, "VERIFY BACKUP 'link'"));
      assertEquals("42501", e.getSQLState());
      assertFalse(Files.exists(directory.resolve("x")));
    }
    try (Connection connection = connect("?statementFiles=off")) {
      SQLException e = assertThrows(SQLException.class, () -> execute(connection, "BACKUP TO 'x'"));
      assertEquals("42501", e.getSQLState());
      assertEquals(List.of(), query(connection, "SELECT * FROM kv"));
    }
  }
}
