package dev.kedge.jdbc;

import static dev.kedge.jdbc.Databases.connect;
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

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens between commits. */
class TransactionTest {

  @TempDir Path directory;
  private Connection connection;
  private Connection other;

  @BeforeEach
  void open() throws SQLException {
    connection = connect(directory);
    other = connect(directory);
    connection.setAutoCommit(false);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    other.close();
  }

  @Test
  void nobodyElseSeesAnythingBeforeTheCommit() throws SQLException {
    update(connection, "UPSERT INTO kv VALUES ('a', '1')");
    assertEquals("1", value(connection, "SELECT value FROM kv WHERE key = 'a'"));
    assertEquals("1", value(connection, "SELECT COUNT(*) FROM kv"));
    assertNull(value(other, "SELECT value FROM kv WHERE key = 'a'"));
    connection.commit();
    assertEquals("1", value(other, "SELECT value FROM kv WHERE key = 'a'"));
  }

  @Test
  void aRollbackAndACloseLeaveNothing() throws SQLException {
    update(connection, "UPSERT INTO kv VALUES ('a', '1')");
    connection.rollback();
    assertEquals(List.of(), query(connection, "SELECT * FROM kv"));
    update(connection, "UPSERT INTO kv VALUES ('a', '1')");
    connection.close();
    assertEquals(List.of(), query(other, "SELECT * FROM kv"));
  }

  @Test
  void switchingToAutoCommitCommits() throws SQLException {
    update(connection, "UPSERT INTO kv VALUES ('a', '1')");
    connection.setAutoCommit(true);
    assertEquals("1", value(other, "SELECT value FROM kv"));
    assertEquals("55000", assertThrows(SQLException.class, connection::commit).getSQLState());
    assertEquals("55000", assertThrows(SQLException.class, connection::rollback).getSQLState());
  }

  @Test
  void ofTwoThatWriteAKeyTheSecondIsToldToRunAgain() throws SQLException {
    update(connection, "UPSERT INTO kv VALUES ('a', 'mine')");
    update(other, "UPSERT INTO kv VALUES ('a', 'first')");
    SQLException e = assertThrows(SQLTransactionRollbackException.class, connection::commit);
    assertEquals("40001", e.getSQLState());
    assertEquals("first", value(connection, "SELECT value FROM kv"));
  }

  @Test
  void aStatementThatFailsBeforeItChangedAnythingLeavesTheTransactionUsable() throws SQLException {
    update(connection, "INSERT INTO kv VALUES ('a', '1')");
    assertThrows(SQLException.class, () -> update(connection, "INSERT INTO kv VALUES ('a', '2')"));
    connection.commit();
    assertEquals("1", value(other, "SELECT value FROM kv"));
  }

  @Test
  void aStatementThatFailsHalfwayLeavesARollbackOnly() throws SQLException {
    update(connection, "INSERT INTO kv VALUES ('a', '1')");
    assertThrows(
        SQLException.class,
        () -> update(connection, "INSERT INTO kv VALUES ('b', '2'), ('a', '2')"));
    SQLException e = assertThrows(SQLException.class, () -> query(connection, "SELECT * FROM kv"));
    assertEquals("25P02", e.getSQLState());
    assertEquals("25P02", assertThrows(SQLException.class, connection::commit).getSQLState());
    assertEquals(List.of(), query(connection, "SELECT * FROM kv"));
  }

  @Test
  void resultsEndWithTheirTransactionAndOthersGoOn() throws SQLException {
    fill(other, 3);
    try (Statement statement = connection.createStatement();
        Statement outside = other.createStatement()) {
      ResultSet rows = statement.executeQuery("SELECT * FROM kv");
      ResultSet others = outside.executeQuery("SELECT * FROM kv");
      assertTrue(rows.next());
      update(connection, "DELETE FROM kv WHERE key = 'k001'");
      assertTrue(rows.next());
      assertEquals("k002", rows.getString("key"));
      connection.commit();
      assertTrue(rows.isClosed());
      assertEquals("55000", assertThrows(SQLException.class, rows::next).getSQLState());
      assertEquals(3, Databases.rows(others).size());
    }
  }

  @Test
  void operationsDoNotRunBesideUncommittedChanges() throws SQLException {
    assertEquals("0", value(connection, "CHECKPOINT"));
    update(connection, "UPSERT INTO kv VALUES ('a', '1')");
    SQLException e = assertThrows(SQLException.class, () -> execute(connection, "CHECKPOINT"));
    assertEquals("25001", e.getSQLState());
    connection.commit();
    assertEquals("1", value(connection, "CHECKPOINT"));
  }

  @Test
  void aReadOnlyConnectionRefusesWritesAndReadsOn() throws SQLException {
    fill(other, 1);
    connection.setReadOnly(true);
    for (String sql :
        List.of("UPSERT INTO kv VALUES ('a', '1')", "DELETE FROM kv", "CHECKPOINT", "PROMOTE")) {
      SQLException e = assertThrows(SQLException.class, () -> execute(connection, sql));
      assertEquals("25006", e.getSQLState(), sql);
    }
    assertEquals("v000", value(connection, "SELECT value FROM kv"));
    SQLException e = assertThrows(SQLException.class, () -> connection.setReadOnly(false));
    assertEquals("25001", e.getSQLState());
    connection.rollback();
    connection.setReadOnly(false);
    assertEquals(1, update(connection, "DELETE FROM kv"));
  }

  @Test
  void serializableIsRefusedAndLessIsRaisedWithAWarning() throws SQLException {
    assertEquals(Connection.TRANSACTION_REPEATABLE_READ, connection.getTransactionIsolation());
    assertNull(connection.getWarnings());
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    assertEquals(Connection.TRANSACTION_REPEATABLE_READ, connection.getTransactionIsolation());
    assertNotNull(connection.getWarnings());
    SQLException e =
        assertThrows(
            SQLFeatureNotSupportedException.class,
            () -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE));
    assertNull(e.getSQLState());
    assertFalse(connection.isClosed());
  }
}
