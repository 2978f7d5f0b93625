package dev.kedge.jdbc;

import static dev.kedge.jdbc.Databases.connect;
import static dev.kedge.jdbc.Databases.execute;
import static dev.kedge.jdbc.Databases.fill;
import static dev.kedge.jdbc.Databases.update;
import static dev.kedge.jdbc.Databases.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.kedge.Database;
import dev.kedge.Restore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions of databases that take no commits: they read one state. */
class ReadingTransactionTest {

  private static final String COUNT = "SELECT COUNT(*) FROM kv";

  @TempDir Path directory;

  /** A primary with three entries, its backup restored as a replica, and log that has two more. */
  @BeforeEach
  void makeAReplicaAndLogForIt() throws SQLException {
    try (Connection primary = connect(directory)) {
      fill(primary, 3);
      execute(primary, "BACKUP TO '" + directory.resolve("seed") + "'");
      update(primary, "UPSERT INTO kv VALUES ('new', '1')");
      update(primary, "UPSERT INTO kv VALUES ('newer', '2')");
      execute(primary, "SHIP WAL TO '" + directory.resolve("log") + "' AFTER 1");
    }
    Restore.restore(directory.resolve("replica.kv"), directory.resolve("seed"));
  }

  private String replicaUrl() {
    return "jdbc:kedge:" + directory.resolve("replica.kv") + "?readReplica=true";
  }

  private void apply(Connection replica, int version) throws SQLException {
    execute(replica, "APPLY WAL FROM '" + directory.resolve("log") + "' UNTIL VERSION " + version);
  }

  private static void assertReadOnly(Connection connection) {
    SQLException e =
        assertThrows(
            SQLException.class, () -> update(connection, "UPSERT INTO kv VALUES ('mine', '1')"));
    assertEquals("25006", e.getSQLState(), e.getMessage());
  }

  @Test
  void aTransactionOnAReplicaReadsOneStateWhileLogIsApplied() throws SQLException {
    try (Connection reader = DriverManager.getConnection(replicaUrl());
        Connection applier = DriverManager.getConnection(replicaUrl())) {
      reader.setAutoCommit(false);
      assertEquals("3", value(reader, COUNT));
      apply(applier, 2);
      assertEquals("3", value(reader, COUNT));
      assertEquals(1, reader.unwrap(KedgeConnection.class).position().version());
      assertReadOnly(reader);
      assertEquals("3", value(reader, COUNT), "the refusal ends nothing");
      reader.commit();
      assertEquals("4", value(reader, COUNT));
      apply(applier, 3);
      reader.rollback();
      assertEquals("5", value(reader, COUNT));
      reader.commit();
      assertEquals("0", value(reader, "SELECT readers FROM sys.readers"));
    }
  }

  @Test
  void whatWasWrittenOnThePrimaryIsReadInATransactionOnTheReplica() throws SQLException {
    try (Connection reader = DriverManager.getConnection(replicaUrl())) {
      apply(reader, 3);
      reader.setAutoCommit(false);
      reader.unwrap(KedgeConnection.class).awaitVersion(3, Duration.ZERO);
      assertEquals("2", value(reader, "SELECT value FROM kv WHERE key = 'newer'"));
    }
  }

  @Test
  void aTransactionThatReadAReplicaDoesNotWriteWhenThatIsPromoted() throws SQLException {
    try (Connection reader = DriverManager.getConnection(replicaUrl());
        Connection other = DriverManager.getConnection(replicaUrl())) {
      reader.setAutoCommit(false);
      assertEquals("3", value(reader, COUNT));
      execute(other, "PROMOTE");
      update(other, "UPSERT INTO kv VALUES ('theirs', '1')");
      assertReadOnly(reader);
      reader.rollback();
      assertEquals(1, update(reader, "UPSERT INTO kv VALUES ('mine', '1')"));
      reader.commit();
      assertEquals("5", value(other, COUNT));
    }
  }

  @Test
  void aTransactionOnAReadOnlyDatabaseReads() throws SQLException {
    String url = Databases.url(directory) + "?readOnly=true";
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.setAutoCommit(false);
      assertEquals("5", value(connection, COUNT));
      assertEquals("1", value(connection, "SELECT value FROM kv WHERE key = 'new'"));
      assertReadOnly(connection);
      connection.commit();
      assertEquals("5", value(connection, COUNT));
    }
  }

  @Test
  void aReadOnlyPoolWithoutAutoCommitReadsAReplica() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(replicaUrl());
    config.setMaximumPoolSize(1);
    config.setReadOnly(true);
    config.setAutoCommit(false);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      for (int i = 0; i < 2; i++) {
        try (Connection connection = pool.getConnection()) {
          assertEquals("3", value(connection, COUNT));
          assertReadOnly(connection);
        }
      }
    }
  }

  @Test
  void springsReadOnlyTransactionsReadAReplica() {
    KedgeDataSource source = new KedgeDataSource();
    source.setUrl(replicaUrl());
    JdbcTemplate spring = new JdbcTemplate(source);
    TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(source));
    transaction.setReadOnly(true);
    Long count = transaction.execute(status -> spring.queryForObject(COUNT, Long.class));
    assertEquals(3L, count);
  }

  @Test
  void aTransactionOnADatabaseThatWasClosedIsRefused() throws SQLException {
    Database database = Database.open(directory.resolve("app.kv"));
    try (Connection connection = new KedgeDataSource(database).getConnection()) {
      connection.setAutoCommit(false);
      database.close();
      SQLException e = assertThrows(SQLException.class, () -> value(connection, COUNT));
      assertEquals("08003", e.getSQLState());
      assertFalse(connection.isValid(0));
    }
  }
}
