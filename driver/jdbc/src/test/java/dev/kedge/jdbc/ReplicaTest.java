package dev.kedge.jdbc;

import static dev.kedge.jdbc.Databases.execute;
import static dev.kedge.jdbc.Databases.fill;
import static dev.kedge.jdbc.Databases.query;
import static dev.kedge.jdbc.Databases.update;
import static dev.kedge.jdbc.Databases.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.replica.FileReplicaClient;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaRestore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replication and restoring from a destination, by URL and statement. */
class ReplicaTest {

  @TempDir Path directory;

  private Connection connect(String query) throws SQLException {
    return DriverManager.getConnection(Databases.url(directory) + "?" + query);
  }

  private String destination(String name) {
    return "file://" + directory.resolve(name);
  }

  @Test
  void whatIsCommittedIsAtTheDestinationWhenTheLastConnectionIsClosed() throws SQLException {
    try (Connection connection = connect("replicate=" + destination("there"));
        Connection second = connect("replicate=" + destination("there"))) {
      fill(connection, 5);
      assertEquals(
          List.of("main," + destination("there")),
          query(second, "SELECT name, url FROM sys.replicas"));
      update(second, "UPSERT INTO kv VALUES ('last', '1')");
    }
    Path copy = directory.resolve("copy.kv");
    ReplicaRestore.from(new FileReplicaClient(directory.resolve("there"))).to(copy);
    try (Connection connection = DriverManager.getConnection("jdbc:kedge:" + copy)) {
      assertEquals("6", value(connection, "SELECT COUNT(*) FROM kv"));
    }
  }

  @Test
  void statementsSyncSnapshotValidateAndEnforceRetention() throws SQLException {
    try (Connection connection = connect("replicate=" + destination("there"))) {
      execute(connection, "SYNC REPLICA main");
      fill(connection, 5);
      execute(connection, "SYNC REPLICA main");
      assertEquals(
          List.of("1,0"), query(connection, "SELECT version, lag_versions FROM sys.replicas"));
      update(connection, "UPSERT INTO kv VALUES ('a', '1')");
      try (PreparedStatement sync = connection.prepareStatement("sync replica ?")) {
        assertEquals("generation", sync.getMetaData().getColumnName(1));
        sync.setString(1, "MAIN");
        assertTrue(sync.execute());
        ResultSet row = sync.getResultSet();
        assertTrue(row.next());
        assertEquals(2, row.getLong("version"));
      }
      assertEquals(
          List.of("1,1,1", "1,2,2"),
          query(connection, "SELECT epoch, first_version, last_version FROM sys.segments"));
      execute(connection, "SNAPSHOT REPLICA 'main'");
      assertEquals(
          List.of("main,0,false", "main,2,false"),
          query(connection, "SELECT replica, version, kept FROM sys.snapshots"));
      assertEquals("true", value(connection, "VALIDATE REPLICA \"main\""));
      assertEquals(
          List.of("1,2"),
          query(connection, "SELECT validations_ok, verified_version FROM sys.replicas"));
      assertEquals(
          List.of("main,true,true,0,2"),
          query(
              connection,
              "SELECT replica, current, restorable, first_version, last_version FROM sys.window"));
      assertEquals("0", value(connection, "ENFORCE RETENTION ON REPLICA main DRY RUN"));
      assertEquals("0", value(connection, "ENFORCE RETENTION ON REPLICA main"));
      assertEquals(
          List.of(
              "SYNC REPLICA,DONE",
              "SYNC REPLICA,DONE",
              "SYNC REPLICA,DONE",
              "SNAPSHOT REPLICA,DONE",
              "VALIDATE REPLICA,DONE",
              "ENFORCE RETENTION,DONE",
              "ENFORCE RETENTION,DONE"),
          query(connection, "SELECT operation, state FROM sys.operations"));
    }
  }

  @Test
  void aHoleInTheWindowIsShownAsOne() throws Exception {
    try (Connection connection = connect("replicate=" + destination("there"))) {
      execute(connection, "SYNC REPLICA main");
      for (int i = 1; i <= 2; i++) {
        update(connection, "UPSERT INTO kv VALUES ('a', '" + i + "')");
        execute(connection, "SYNC REPLICA main");
      }
      execute(connection, "SNAPSHOT REPLICA main");
      String lost = value(connection, "SELECT object FROM sys.segments WHERE first_version = '2'");
      Files.delete(directory.resolve("there").resolve(lost));
      String first = value(connection, "SELECT object FROM sys.segments WHERE first_version = '1'");
      Files.delete(directory.resolve("there").resolve(first));
      assertEquals(
          List.of("true,0,0", "false,1,1", "true,2,2"),
          query(connection, "SELECT restorable, first_version, last_version FROM sys.window"));
    }
  }

  @Test
  void severalReplicasHaveNamesAndAnUnknownOneIsRefused() throws SQLException {
    String both = "near=" + destination("n") + ",Far=" + destination("f");
    try (Connection connection = connect("replicate=" + both + "&retention=7d")) {
      assertEquals(List.of("near", "Far"), query(connection, "SELECT name FROM sys.replicas"));
      execute(connection, "SYNC REPLICA far");
      SQLException e =
          assertThrows(SQLException.class, () -> execute(connection, "SYNC REPLICA other"));
      assertEquals("42704", e.getSQLState());
      Replica far = connection.unwrap(KedgeConnection.class).replica("far");
      assertEquals(Duration.ofDays(7), far.options().retention());
      update(connection, "UPSERT INTO kv VALUES ('a', '1')");
      assertTrue(far.awaitReplicated(1, Duration.ofMinutes(5)));
    }
    try (Connection none = Databases.connect(directory)) {
      SQLException e = assertThrows(SQLException.class, () -> execute(none, "SYNC REPLICA main"));
      assertEquals("42704", e.getSQLState());
      assertEquals(List.of(), query(none, "SELECT * FROM sys.window"));
    }
  }

  @Test
  void connectionsThatContradictEachOtherOrThemselvesAreRefused() throws Exception {
    String one = destination("one");
    try (Connection connection = connect("replicate=" + one)) {
      for (String other :
          List.of("", "replicate=" + destination("two"), "replicate=" + one + "&retention=2d")) {
        SQLException e =
            assertThrows(
                SQLException.class,
                () ->
                    DriverManager.getConnection(
                        Databases.url(directory) + (other.isEmpty() ? "" : "?" + other)));
        assertEquals("08001", e.getSQLState());
        assertTrue(e.getMessage().contains("other settings"), e.getMessage());
      }
      assertTrue(connection.isValid(0));
    }
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    for (String wrong :
        List.of(
            "replicate=s3://bucket/app",
            "replicate=there",
            "replicate=file:there",
            "replicate=file://host/there",
            "replicate=" + one + "," + destination("two"),
            "replicate=a=" + one + ",b=" + one,
            "replicate=a b=" + one,
            "replicate=" + one + "&readOnly=true",
            "replicate=" + one + "&retention=0s",
            "replicate=" + one + "&takeOver=maybe",
            "retention=1d",
            "takeOver=true",
            "restoreFrom=s3://bucket/app",
            "restoreFrom=" + destination("missing") + "&replicate=s3://x")) {
      SQLException e =
          assertThrows(
              SQLException.class,
              () -> DriverManager.getConnection(Databases.url(elsewhere) + "?" + wrong),
              wrong);
      assertEquals("08001", e.getSQLState(), e.getMessage());
      // Whatever was opened before the refusal was closed again.
      Database.open(elsewhere.resolve("app.kv")).close();
    }
  }

  @Test
  void aDestinationWithoutItsSchemeIsToldHowItIsWritten() throws SQLException {
    connect("replicate=" + destination("there")).close();
    String url = "jdbc:kedge:" + directory.resolve("copy.kv");
    SQLException e =
        assertThrows(
            SQLException.class,
            () -> DriverManager.getConnection(url + "?restoreFrom=" + directory.resolve("there")));
    assertEquals("08001", e.getSQLState());
    assertTrue(e.getMessage().endsWith("write " + destination("there")), e.getMessage());
  }

  @Test
  void aMissingDatabaseIsRestoredFromADestinationOnce() throws Exception {
    try (Connection connection = connect("replicate=" + destination("there"))) {
      fill(connection, 3);
    }
    Path copy = directory.resolve("copy.kv");
    String url = "jdbc:kedge:" + copy + "?restoreFrom=" + destination("there");
    try (Connection restored = DriverManager.getConnection(url);
        Connection second = DriverManager.getConnection(url)) {
      assertEquals("3", value(restored, "SELECT COUNT(*) FROM kv"));
      String warning = restored.getWarnings().getMessage();
      assertTrue(warning.contains(destination("there") + " at version 1"), warning);
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
  void aDestinationThatHasNothingIsRefusedAndLeftAsItIs() throws Exception {
    SQLException e =
        assertThrows(SQLException.class, () -> connect("restoreFrom=" + destination("missing")));
    assertEquals("KD007", e.getSQLState(), e.getMessage());
    e =
        assertThrows(
            SQLException.class,
            () ->
                DriverManager.getConnection(
                    "jdbc:kedge:" + directory.resolve("no/app.kv") + "?restoreFrom=file:///x"));
    assertEquals("08001", e.getSQLState(), e.getMessage());
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "syncInterval, 0s, 1ms, 1d, 2d, from 1ms to 1d",
    "heartbeatInterval, 999ms, 1s, 1d, 25h, 0s or from 1s to 1d",
    "snapshotInterval, 999ms, 1s, 36500d, 36501d, 0s or from 1s to 36500d",
    "retention, 0s, 1s, 36500d, 36501d, from 1s to 36500d",
    "validationInterval, 1ms, 1s, 36500d, 36501d, 0s or from 1s to 36500d",
    "holdBytes, 65535, 64KiB, 1073741824GiB, 1152921504606846977, from 64KiB to 1073741824GiB"
  })
  void aSettingOutOfItsRangeIsRefusedBeforeAnythingIsOpened(
      String property, String below, String least, String most, String above, String range)
      throws Exception {
    String query = "replicate=" + destination("there") + "&" + property + "=";
    for (String wrong : List.of(below, above)) {
      SQLException e = assertThrows(SQLException.class, () -> connect(query + wrong));
      assertEquals("08001", e.getSQLState());
      assertEquals(
          "property " + property + " is " + wrong + " and must be " + range, e.getMessage());
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(), files.toList());
    }
    for (String right : List.of(least, most)) {
      connect(query + right).close(); // the engine agrees
    }
  }

  @Test
  void aDatabaseIsNotRestoredForSettingsThatAreRefused() throws Exception {
    try (Connection connection = connect("replicate=" + destination("there"))) {
      fill(connection, 3);
    }
    String url =
        "jdbc:kedge:" + directory.resolve("copy.kv") + "?restoreFrom=" + destination("there") + "&";
    for (String wrong :
        List.of(
            "pageSize=8193",
            "replicate=" + destination("other") + "&retention=0s",
            "replicate=a/b=" + destination("other"),
            "replicate=" + "n".repeat(51) + "=" + destination("other"))) {
      SQLException e =
          assertThrows(SQLException.class, () -> DriverManager.getConnection(url + wrong));
      assertEquals("08001", e.getSQLState(), e.getMessage());
      assertTrue(e.getMessage().startsWith("property "), e.getMessage());
      assertFalse(Files.exists(directory.resolve("copy.kv")), wrong);
    }
  }

  @Test
  void aRestoredDatabaseTakesItsDestinationOverOnlyIfToldTo() throws SQLException {
    String there = destination("there");
    try (Connection connection = connect("replicate=" + there)) {
      fill(connection, 3);
    }
    String url =
        "jdbc:kedge:"
            + directory.resolve("copy.kv")
            + "?restoreFrom="
            + there
            + "&replicate="
            + there;
    try (Connection restored = DriverManager.getConnection(url)) {
      SQLException e =
          assertThrows(SQLException.class, () -> execute(restored, "SYNC REPLICA main"));
      assertEquals("KD008", e.getSQLState());
      assertEquals("FENCED", value(restored, "SELECT state FROM sys.replicas"));
      try (Connection later = DriverManager.getConnection(url)) {
        assertTrue(later.getWarnings().getMessage().startsWith("replica main is FENCED: "));
      }
    }
    try (Connection restored = DriverManager.getConnection(url + "&takeOver=true")) {
      update(restored, "UPSERT INTO kv VALUES ('a', '1')");
      execute(restored, "SYNC REPLICA main");
      assertEquals("2", value(restored, "SELECT epoch FROM sys.replicas"));
    }
    // The one it was restored from has lost its destination, and its connections hear of it.
    try (Connection old = connect("replicate=" + there)) {
      SQLException e = assertThrows(SQLException.class, () -> execute(old, "SYNC REPLICA main"));
      assertEquals("KD008", e.getSQLState());
      update(old, "UPSERT INTO kv VALUES ('a', '1')");
    }
  }

  @Test
  void aDestinationThatCanNotBeReachedFailsStatementsAndNoCommits() throws Exception {
    try (Connection connection = connect("replicate=" + destination("missing/there"))) {
      fill(connection, 3);
      for (String sql : List.of("SYNC REPLICA main", "SNAPSHOT REPLICA main")) {
        SQLException e = assertThrows(SQLException.class, () -> execute(connection, sql));
        assertEquals("KD007", e.getSQLState(), e.getMessage());
      }
      assertEquals(
          List.of("null,null"),
          query(connection, "SELECT version, lag_versions FROM sys.replicas"));
      Files.createDirectory(directory.resolve("missing"));
      execute(connection, "SYNC REPLICA main");
      assertEquals("0", value(connection, "SELECT lag_versions FROM sys.replicas"));
    }
  }

  @Test
  void aBackupWhoseNameHasAColonIsNoDestination() throws Exception {
    Path backup = directory.resolve("file:12:00.kvbak");
    try (Connection connection = Databases.connect(directory)) {
      fill(connection, 3);
      execute(connection, "BACKUP TO '" + backup + "'");
    }
    Path relative = Path.of("").toAbsolutePath().relativize(backup);
    String url = "jdbc:kedge:" + directory.resolve("copy.kv") + "?restoreFrom=";
    try (Connection restored = DriverManager.getConnection(url + relative)) {
      assertEquals("3", value(restored, "SELECT COUNT(*) FROM kv"));
    }
  }

  @Test
  void aReadOnlyConnectionDeletesNothingAtADestination() throws SQLException {
    String query = "replicate=" + destination("there");
    try (Connection connection = connect(query)) {
      connection.setReadOnly(true);
      SQLException e =
          assertThrows(
              SQLException.class, () -> execute(connection, "ENFORCE RETENTION ON REPLICA main"));
      assertEquals("25006", e.getSQLState());
      execute(connection, "ENFORCE RETENTION ON REPLICA main DRY RUN");
      execute(connection, "SYNC REPLICA main");
    }
  }

  @Test
  void preparedStatementsKnowTheColumnsOfTheirRow() throws SQLException {
    try (Connection connection = connect("replicate=" + destination("there"))) {
      for (String sql :
          List.of(
              "SYNC REPLICA ?",
              "SNAPSHOT REPLICA ?",
              "VALIDATE REPLICA ?",
              "ENFORCE RETENTION ON REPLICA ?")) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
          List<String> announced = columns(statement.getMetaData());
          statement.setString(1, "main");
          try (ResultSet row = statement.executeQuery()) {
            assertEquals(announced, columns(row.getMetaData()), sql);
            assertTrue(row.next());
            assertFalse(row.next());
          }
        }
      }
    }
  }

  private static List<String> columns(ResultSetMetaData metaData) throws SQLException {
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= metaData.getColumnCount(); i++) {
      columns.add(metaData.getColumnName(i) + " " + metaData.getColumnTypeName(i));
    }
    return columns;
  }

  @Test
  void malformedStatementsSayWhatWasExpected() throws SQLException {
    try (Connection connection = Databases.connect(directory)) {
      List<String> wrong = new ArrayList<>();
      for (String sql :
          List.of(
              "SYNC main",
              "SYNC REPLICA",
              "SNAPSHOT REPLICA main main",
              "ENFORCE RETENTION REPLICA main",
              "ENFORCE RETENTION ON REPLICA main DRY")) {
        SQLException e = assertThrows(SQLException.class, () -> execute(connection, sql));
        if (!e.getSQLState().equals("42601")) {
          wrong.add(sql);
        }
      }
      assertEquals(List.of(), wrong);
    }
  }

  @Test
  void aDataSourceOverAnOpenDatabaseReachesTheReplicasItIsGiven() throws SQLException {
    try (Database database = Database.open(directory.resolve("app.kv"));
        FileReplicaClient client = new FileReplicaClient(directory.resolve("there"));
        Replica replica = Replica.builder(database, client).monitorEnabled(false).build()) {
      KedgeDataSource source = new KedgeDataSource(database, List.of(replica));
      try (Connection connection = source.getConnection()) {
        fill(connection, 3);
        execute(connection, "SYNC REPLICA main");
      }
      assertEquals(1, replica.position().orElseThrow().version());
      Replica other = Replica.builder(database, client).name("other").build();
      other.sync();
      try (Connection connection = source.getConnection()) {
        assertNull(connection.getWarnings());
        update(connection, "UPSERT INTO kv VALUES ('a', '1')");
        SQLException e =
            assertThrows(SQLException.class, () -> execute(connection, "SYNC REPLICA main"));
        assertEquals("KD008", e.getSQLState());
      }
      try (Connection connection = source.getConnection()) {
        assertTrue(connection.getWarnings().getMessage().startsWith("replica main is FENCED: "));
      }
      assertThrows(
          IllegalArgumentException.class,
          () -> source.setProperty(KedgeProperty.REPLICATE, destination("other")));
    }
  }
}
