package dev.kedge.jdbc;

import static dev.kedge.jdbc.Databases.bytes;
import static dev.kedge.jdbc.Databases.fill;
import static dev.kedge.jdbc.Databases.query;
import static dev.kedge.jdbc.Databases.rows;
import static dev.kedge.jdbc.Databases.update;
import static dev.kedge.jdbc.Databases.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What statements do to the entries. */
class StatementTest {

  @TempDir Path directory;
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = Databases.connect(directory);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void whatIsUpsertedIsSelected() throws SQLException {
    assertEquals(1, update(connection, "UPSERT INTO kv (key, value) VALUES ('a', '1')"));
    assertEquals(
        2, update(connection, "upsert into KV (VALUE, \"key\") values ('2','b'),(3,'c');"));
    assertEquals(List.of("a,1", "b,2", "c,3"), query(connection, "SELECT * FROM kv"));
    assertEquals(List.of("2"), query(connection, "SELECT value FROM kv WHERE key = 'b'"));
    assertEquals(List.of(), query(connection, "SELECT value FROM kv WHERE key = 'x'"));
    assertEquals(List.of("1,a,1"), query(connection, "SELECT value, key, value FROM kv LIMIT 1"));
  }

  @Test
  void bytesThatAreNotTextAreShownAsTheirLiteralAndReadExactly() throws SQLException {
    update(connection, "UPSERT INTO kv VALUES (X'00ff', X'')");
    assertEquals(List.of("X'00ff',"), query(connection, "SELECT * FROM kv /* all */ -- of it"));
    try (PreparedStatement get =
        connection.prepareStatement("SELECT key, value FROM kv WHERE key = ?")) {
      get.setBytes(1, new byte[] {0, -1});
      ResultSet row = get.executeQuery();
      assertTrue(row.next());
      assertArrayEquals(new byte[] {0, -1}, row.getBytes("KEY"));
      assertArrayEquals(new byte[0], (byte[]) row.getObject("value"));
      assertFalse(row.next());
    }
  }

  @Test
  void rangesPrefixesOrderAndLimitsSelectWhatTheySay() throws SQLException {
    fill(connection, 100);
    assertEquals("100", value(connection, "SELECT COUNT(*) FROM kv"));
    assertEquals("10", value(connection, "SELECT COUNT(*) FROM kv WHERE key LIKE 'k05%'"));
    assertEquals("1", value(connection, "SELECT COUNT(*) FROM kv WHERE key LIKE 'k050'"));
    assertEquals(
        List.of("k011", "k012"),
        query(connection, "SELECT key FROM kv WHERE key > 'k010' AND key <= 'k012'"));
    assertEquals(
        List.of("k010", "k011"),
        query(connection, "SELECT key FROM kv WHERE key >= 'k010' AND key < 'k012'"));
    assertEquals(
        List.of("k010", "k011", "k012"),
        query(connection, "SELECT key FROM kv WHERE key BETWEEN 'k010' AND 'k012'"));
    assertEquals(
        List.of("k097", "k096"),
        query(connection, "SELECT key FROM kv ORDER BY key DESC LIMIT 2 OFFSET 2"));
    assertEquals(
        List.of(), query(connection, "SELECT key FROM kv WHERE key > 'k010' AND key < 'k005'"));
    assertEquals(List.of(), query(connection, "SELECT key FROM kv LIMIT 2 OFFSET 200"));
    assertEquals(List.of(), query(connection, "SELECT key FROM kv WHERE key = 'k001' LIMIT 0"));
  }

  @Test
  void wildcardsInPatternsAreTakenLiterallyOnlyWhenEscaped() throws SQLException {
    update(connection, "UPSERT INTO kv VALUES ('a_b', 1), ('axb', 2), ('a%', 3)");
    assertEquals(List.of("a_b"), query(connection, "SELECT key FROM kv WHERE key LIKE 'a\\_%'"));
    assertEquals(List.of("a%"), query(connection, "SELECT key FROM kv WHERE key LIKE 'a\\%'"));
    for (String pattern : List.of("a_%", "%b", "a%b", "a\\")) {
      String sql = "SELECT key FROM kv WHERE key LIKE '" + pattern + "'";
      assertEquals(
          "22023",
          assertThrows(SQLDataException.class, () -> query(connection, sql)).getSQLState());
    }
  }

  @Test
  void anInsertFailsIfTheKeyIsThereAndChangesNothing() throws SQLException {
    assertEquals(2, update(connection, "INSERT INTO kv VALUES ('a', '1'), ('b', '2')"));
    SQLException e =
        assertThrows(
            SQLIntegrityConstraintViolationException.class,
            () -> update(connection, "INSERT INTO kv VALUES ('c', '3'), ('a', '4')"));
    assertEquals("23505", e.getSQLState());
    assertEquals(List.of("a,1", "b,2"), query(connection, "SELECT * FROM kv"));
  }

  @Test
  void updatesAndDeletesTellHowManyEntriesTheyWereAbout() throws SQLException {
    fill(connection, 10);
    assertEquals(1, update(connection, "UPDATE kv SET value = 'x' WHERE key = 'k003'"));
    assertEquals(0, update(connection, "UPDATE kv SET value = 'x' WHERE key = 'nothing'"));
    assertEquals(3, update(connection, "UPDATE kv SET value = 'y' WHERE key >= 'k007'"));
    assertEquals(1, update(connection, "DELETE FROM kv WHERE key = 'k000'"));
    assertEquals(0, update(connection, "DELETE FROM kv WHERE key = 'k000'"));
    assertEquals(2, update(connection, "DELETE FROM kv WHERE key < 'k003'"));
    assertEquals(
        List.of("x", "v004", "v005", "v006", "y", "y", "y"),
        query(connection, "SELECT value FROM kv"));
    assertEquals(7, update(connection, "DELETE FROM kv"));
  }

  @Test
  void aDeleteThatFindsNothingIsNoCommit() throws SQLException {
    fill(connection, 1);
    for (String key : List.of("missing", "", "k".repeat(2048))) {
      assertEquals(0, update(connection, "DELETE FROM kv WHERE key = '" + key + "'"));
      assertEquals(0, update(connection, "UPDATE kv SET value = 'x' WHERE key = '" + key + "'"));
    }
    assertEquals(1, connection.unwrap(KedgeConnection.class).position().version());
  }

  @Test
  void aResultKnowsWhereItIsWhetherItHasRowsOrNot() throws SQLException {
    fill(connection, 2);
    try (Statement statement = connection.createStatement()) {
      ResultSet some = statement.executeQuery("SELECT key FROM kv");
      assertTrue(some.isBeforeFirst());
      assertTrue(some.isBeforeFirst());
      assertEquals(List.of("k000", "k001"), rows(some));
      assertFalse(some.isBeforeFirst());
      assertTrue(some.isAfterLast());
      for (String empty : List.of("kv WHERE key = 'x'", "kv WHERE key > 'x'", "sys.holds")) {
        ResultSet none = statement.executeQuery("SELECT * FROM " + empty);
        assertFalse(none.isBeforeFirst(), empty);
        assertFalse(none.next());
        assertFalse(none.isBeforeFirst(), empty);
        assertFalse(none.isAfterLast(), empty);
      }
    }
  }

  @Test
  void aResultIsNotKeptOpenBesideTheNext() throws SQLException {
    fill(connection, 2);
    try (Statement statement = connection.createStatement()) {
      ResultSet result = statement.executeQuery("SELECT key FROM kv");
      for (int kept : new int[] {Statement.KEEP_CURRENT_RESULT, Statement.CLOSE_ALL_RESULTS}) {
        assertThrows(SQLFeatureNotSupportedException.class, () -> statement.getMoreResults(kept));
      }
      SQLException e = assertThrows(SQLException.class, () -> statement.getMoreResults(7));
      assertEquals("22023", e.getSQLState());
      assertSame(result, statement.getResultSet());
      assertFalse(statement.getMoreResults(Statement.CLOSE_CURRENT_RESULT));
      assertTrue(result.isClosed());
      assertEquals("0", value(connection, "SELECT readers FROM sys.readers"));
    }
  }

  @Test
  void aWarningIsGivenOnce() throws SQLException {
    for (int i = 0; i < 3; i++) {
      connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
      connection.setClientInfo("ApplicationName", "test" + i);
    }
    SQLWarning first = connection.getWarnings();
    assertEquals("01000", first.getSQLState());
    assertTrue(first.getMessage().contains("TYPE_FORWARD_ONLY"), first.getMessage());
    assertTrue(first.getNextWarning().getMessage().contains("client information"));
    assertNull(first.getNextWarning().getNextWarning());
    connection.clearWarnings();
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    assertNull(connection.getWarnings().getNextWarning());
  }

  @Test
  void aFetchSizeIsThatOfTheStatementUntilTheResultHasItsOwn() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(7);
      ResultSet result = statement.executeQuery("SELECT 1");
      assertEquals(7, result.getFetchSize());
      result.setFetchSize(9);
      assertEquals(9, result.getFetchSize());
      assertEquals(7, statement.getFetchSize());
    }
  }

  @Test
  void parametersOfEveryTypeAreStoredAsTheirTextAndReadBack() throws SQLException {
    Instant instant = Instant.parse("2026-01-31T12:00:00.123456Z");
    try (PreparedStatement put = connection.prepareStatement("UPSERT INTO kv VALUES (?, ?)")) {
      put.setString(1, "int");
      put.setInt(2, -42);
      put.executeUpdate();
      put.setString(1, "flag");
      put.setBoolean(2, true);
      put.executeUpdate();
      put.setString(1, "time");
      put.setTimestamp(2, java.sql.Timestamp.from(instant));
      put.executeUpdate();
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM kv ORDER BY key ASC")) {
      assertTrue(row.next());
      assertTrue(row.getBoolean("value"));
      assertThrows(SQLDataException.class, () -> row.getInt("value"));
      assertTrue(row.next());
      assertEquals(-42, row.getInt(2));
      assertEquals(-42L, row.getObject(2, Long.class));
      assertThrows(SQLDataException.class, () -> row.getTimestamp(2));
      assertTrue(row.next());
      assertEquals(instant, row.getTimestamp(2).toInstant());
      assertEquals(instant, row.getObject(2, Instant.class));
      assertFalse(row.wasNull());
    }
  }

  @Test
  void aBatchOutsideOfATransactionIsOneCommit() throws SQLException {
    KedgeConnection kedge = connection.unwrap(KedgeConnection.class);
    try (PreparedStatement put = connection.prepareStatement("INSERT INTO kv VALUES (?, ?)")) {
      for (int i = 0; i < 3; i++) {
        put.setString(1, "key" + i);
        put.setBytes(2, bytes("value" + i));
        put.addBatch();
      }
      assertArrayEquals(new int[] {1, 1, 1}, put.executeBatch());
      assertEquals(1, kedge.position().version());
      put.setString(1, "new");
      put.addBatch();
      put.setString(1, "key1");
      put.addBatch();
      BatchUpdateException e = assertThrows(BatchUpdateException.class, put::executeBatch);
      assertEquals("23505", e.getSQLState());
      assertArrayEquals(
          new int[] {Statement.EXECUTE_FAILED, Statement.EXECUTE_FAILED}, e.getUpdateCounts());
    }
    assertNull(value(connection, "SELECT value FROM kv WHERE key = 'new'"));
  }

  @Test
  void aStatementThatClosesOnCompletionClosesWithItsResultButNotForTheNext() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.closeOnCompletion();
      ResultSet first = statement.executeQuery("SELECT 1");
      ResultSet second = statement.executeQuery("SELECT 2");
      assertTrue(first.isClosed());
      assertFalse(statement.isClosed());
      second.close();
      assertTrue(statement.isClosed());
    }
  }

  @Test
  void rowsBeyondTheMaximumAreNotGiven() throws SQLException {
    fill(connection, 10);
    try (Statement statement = connection.createStatement()) {
      statement.setMaxRows(3);
      assertEquals(3, rows(statement.executeQuery("SELECT * FROM kv")).size());
    }
  }

  @Test
  void aResultSeesOneStateWhateverIsWrittenMeanwhile() throws SQLException {
    fill(connection, 10);
    try (Statement statement = connection.createStatement();
        ResultSet all = statement.executeQuery("SELECT key FROM kv")) {
      assertTrue(all.next());
      update(connection, "DELETE FROM kv");
      assertEquals(9, rows(all).size());
    }
  }
}
