package dev.kedge.jdbc;

import static dev.kedge.jdbc.Databases.connect;
import static dev.kedge.jdbc.Databases.execute;
import static dev.kedge.jdbc.Databases.fill;
import static dev.kedge.jdbc.Databases.query;
import static dev.kedge.jdbc.Databases.update;
import static dev.kedge.jdbc.Databases.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.BackupInfo;
import dev.kedge.Restore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations on the whole database, as statements. */
class OperationTest {

  @TempDir Path directory;
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = connect(directory);
    fill(connection, 10);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  @Test
  void aBackupByStatementAndPreparedStatementIsTheSame() throws SQLException {
    String plain;
    try (Statement statement = connection.createStatement()) {
      assertTrue(statement.execute("BACKUP TO '" + file("a.kvbak") + "'"));
      ResultSet row = statement.getResultSet();
      assertTrue(row.next());
      assertEquals(1, row.getLong("version"));
      assertFalse(row.getBoolean("compressed"));
      plain = row.getString("digest");
      assertFalse(row.next());
    }
    try (PreparedStatement backup = connection.prepareStatement("backup to ? compressed")) {
      backup.setString(1, file("a.lz4"));
      assertEquals("generation", backup.getMetaData().getColumnName(1));
      assertTrue(backup.execute());
      assertTrue(backup.getResultSet().next());
      assertEquals(plain, backup.getResultSet().getString("digest"));
    }
    BackupInfo info = Restore.verify(Path.of(file("a.lz4")));
    assertEquals(plain, info.digest());
    try (PreparedStatement verify = connection.prepareStatement("VERIFY BACKUP ?")) {
      verify.setString(1, file("a.kvbak"));
      ResultSet row = verify.executeQuery();
      assertTrue(row.next());
      assertEquals(plain, row.getString("digest"));
    }
  }

  @Test
  void aBackupOntoAFileOrIntoNoDirectoryIsRefused() throws Exception {
    Files.writeString(directory.resolve("there"), "x");
    SQLException e =
        assertThrows(
            SQLException.class, () -> execute(connection, "BACKUP TO '" + file("there") + "'"));
    assertEquals("58P02", e.getSQLState());
    assertEquals("x", Files.readString(directory.resolve("there")));
    e =
        assertThrows(
            SQLException.class, () -> execute(connection, "BACKUP TO '" + file("no/f") + "'"));
    assertEquals("58030", e.getSQLState());
    Files.writeString(directory.resolve("junk"), "not a backup");
    e =
        assertThrows(
            SQLException.class, () -> execute(connection, "VERIFY BACKUP '" + file("junk") + "'"));
    assertEquals("KD001", e.getSQLState());
  }

  @Test
  void aReplicaFollowsByStatementsAndIsPromoted() throws SQLException {
    execute(connection, "BACKUP TO '" + file("seed") + "'");
    Restore.restore(directory.resolve("replica.kv"), directory.resolve("seed"));
    update(connection, "UPSERT INTO kv VALUES ('new', '1')");
    update(connection, "UPSERT INTO kv VALUES ('newer', '2')");
    assertEquals("1", value(connection, "SHIP WAL TO '" + file("wal") + "' AFTER 1").trim());
    String url = "jdbc:kedge:" + file("replica.kv") + "?readReplica=true";
    try (Connection replica = DriverManager.getConnection(url)) {
      KedgeConnection typed = replica.unwrap(KedgeConnection.class);
      execute(replica, "APPLY WAL FROM '" + file("wal") + "' UNTIL VERSION 2");
      assertEquals(2, typed.position().version());
      assertEquals("1", value(replica, "SELECT value FROM kv WHERE key = 'new'"));
      typed.awaitVersion(2, java.time.Duration.ZERO);
      assertThrows(
          java.sql.SQLTimeoutException.class, () -> typed.awaitVersion(3, java.time.Duration.ZERO));
      execute(replica, "APPLY WAL FROM '" + file("wal") + "'");
      assertEquals(3, typed.position().version());
      SQLException e =
          assertThrows(
              SQLException.class, () -> update(replica, "UPSERT INTO kv VALUES ('x', 'y')"));
      assertEquals("25006", e.getSQLState());
      assertEquals("REPLICA", value(replica, "SELECT role FROM sys.database"));
    }
    try (Connection remembered = DriverManager.getConnection("jdbc:kedge:" + file("replica.kv"))) {
      SQLException e =
          assertThrows(
              SQLException.class, () -> update(remembered, "UPSERT INTO kv VALUES ('x', 'y')"));
      assertEquals("25006", e.getSQLState());
      execute(remembered, "PROMOTE");
      String promoted = value(remembered, "SELECT generation FROM sys.database");
      assertRefusedAsPrimary(remembered);
      assertEquals(promoted, value(remembered, "SELECT generation FROM sys.database"));
      update(remembered, "UPSERT INTO kv VALUES ('x', 'y')");
    }
  }

  private static void assertRefusedAsPrimary(Connection connection) {
    SQLException e = assertThrows(SQLException.class, () -> execute(connection, "PROMOTE"));
    assertEquals("55000", e.getSQLState());
    assertTrue(e.getMessage().contains("is a primary already"), e.getMessage());
  }

  @Test
  void aPrimaryIsNotPromoted() throws SQLException {
    assertRefusedAsPrimary(connection);
    update(connection, "UPSERT INTO kv VALUES ('x', 'y')");
  }

  @Test
  void logForAPrimaryAndWrongTargetsAreRefused() throws SQLException {
    execute(connection, "SHIP WAL TO '" + file("wal") + "'");
    for (String until :
        List.of("", " UNTIL VERSION 3", " UNTIL TIMESTAMP '2026-01-31T12:00:00Z'")) {
      SQLException e =
          assertThrows(
              SQLException.class,
              () -> execute(connection, "APPLY WAL FROM '" + file("wal") + "'" + until));
      assertEquals("55000", e.getSQLState());
    }
    SQLException e =
        assertThrows(
            SQLException.class,
            () -> execute(connection, "APPLY WAL FROM 'x' UNTIL TIMESTAMP 'yesterday'"));
    assertEquals("22018", e.getSQLState());
  }

  @Test
  void maintenanceTellsWhatItDid() throws SQLException {
    assertEquals("1", value(connection, "CHECKPOINT"), "the version that the page file now has");
    assertEquals("true", value(connection, "CHECK"));
    assertEquals(
        List.of("CHECKPOINT,DONE", "CHECK,DONE"),
        query(connection, "SELECT operation, state FROM sys.operations"));
    assertEquals(directory.resolve("app.kv").toString(), value(connection, "COMPACT"));
    assertEquals("10", value(connection, "SELECT COUNT(*) FROM kv"));
  }

  @Test
  void holdsAreCreatedShownAndDropped() throws SQLException {
    assertEquals("r1", value(connection, "CREATE HOLD 'r1'"));
    assertEquals("r2", value(connection, "CREATE HOLD 'r2' AFTER 0 CAP 1000000"));
    assertEquals(
        List.of("r1,1,1073741824", "r2,0,1000000"),
        query(connection, "SELECT name, version, cap_bytes FROM sys.holds"));
    SQLException e =
        assertThrows(SQLException.class, () -> execute(connection, "CREATE HOLD 'r1'"));
    assertEquals("22023", e.getSQLState());
    assertEquals("r1", value(connection, "DROP HOLD 'r1'"));
    e = assertThrows(SQLException.class, () -> execute(connection, "DROP HOLD 'r1'"));
    assertEquals("42704", e.getSQLState());
    assertEquals("1", value(connection, "SELECT COUNT(*) FROM sys.holds"));
  }

  @Test
  void systemTablesTellHowTheDatabaseIs() throws SQLException {
    assertEquals(
        List.of("PRIMARY,1,10,false"),
        query(connection, "SELECT role, version, entries, fenced FROM sys.database"));
    assertEquals(
        List.of("1,null"), query(connection, "SELECT version, archived_version FROM sys.wal"));
    assertEquals(
        List.of("FULL,FULL"),
        query(
            connection, "SELECT value, default_value FROM sys.settings WHERE name = 'durability'"));
    assertEquals(1, query(connection, "SELECT * FROM sys.readers").size());
    assertEquals(
        KedgeProperty.values().length, query(connection, "SELECT * FROM sys.settings").size());
  }

  @Test
  void theReadersShowThePagesThatAreKeptForThem() throws SQLException {
    String pages = "SELECT pages FROM sys.readers";
    execute(connection, "CHECKPOINT");
    assertEquals("0", value(connection, pages));
    try (Connection reader = connect(directory)) {
      reader.setAutoCommit(false);
      query(reader, "SELECT COUNT(*) FROM kv");
      update(connection, "UPDATE kv SET value = 'x'");
      execute(connection, "CHECKPOINT");
      assertTrue(Long.parseLong(value(connection, pages)) > 0);
    }
  }

  @Test
  void operationsGiveRowsAndNoCounts() {
    SQLException e = assertThrows(SQLException.class, () -> update(connection, "CHECKPOINT"));
    assertEquals("55000", e.getSQLState());
  }
}
