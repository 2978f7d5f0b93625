package dev.kedge.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's JdbcTemplate and Jdbi: queries, batches, transactions, errors. */
class FrameworkTest {

  @TempDir Path directory;
  private KedgeDataSource source;

  @BeforeEach
  void nameTheDatabase() {
    source = new KedgeDataSource();
    source.setUrl(Databases.url(directory));
    source.setProperty(KedgeProperty.DURABILITY, "OFF");
  }

  @Test
  void springQueriesUpdatesAndBatches() {
    JdbcTemplate spring = new JdbcTemplate(source);
    spring.setQueryTimeout(30);
    assertEquals(1, spring.update("INSERT INTO kv VALUES (?, ?)", "a", 7));
    List<Object[]> rows = List.of(new Object[] {"b", "8"}, new Object[] {"c", "9"});
    assertArrayEquals(new int[] {1, 1}, spring.batchUpdate("UPSERT INTO kv VALUES (?, ?)", rows));
    assertEquals(3L, spring.queryForObject("SELECT COUNT(*) FROM kv", Long.class));
    assertEquals(
        List.of("7", "8"),
        spring.query(
            "SELECT value FROM kv WHERE key < ?", (row, n) -> row.getString("value"), "c"));
    Map<String, Object> backup =
        spring.queryForMap("BACKUP TO ?", directory.resolve("b.kvbak").toString());
    assertEquals(2L, backup.get("version"));
  }

  @Test
  void springTranslatesErrors() {
    JdbcTemplate spring = new JdbcTemplate(source);
    spring.update("INSERT INTO kv VALUES ('a', '1')");
    assertThrows(
        DataIntegrityViolationException.class,
        () -> spring.update("INSERT INTO kv VALUES ('a', '1')"));
    assertThrows(BadSqlGrammarException.class, () -> spring.update("INSERT IN kv"));
  }

  @Test
  void springRollsBackAndTellsOfConflicts() {
    JdbcTemplate spring = new JdbcTemplate(source);
    TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(source));
    assertThrows(
        IllegalStateException.class,
        () ->
            transaction.executeWithoutResult(
                status -> {
                  spring.update("INSERT INTO kv VALUES ('a', '1')");
                  throw new IllegalStateException("changed my mind");
                }));
    assertEquals(0L, spring.queryForObject("SELECT COUNT(*) FROM kv", Long.class));
    ConcurrencyFailureException e =
        assertThrows(
            ConcurrencyFailureException.class,
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      spring.update("UPSERT INTO kv VALUES ('a', '1')");
                      writeOutside("UPSERT INTO kv VALUES ('a', '2')");
                    }));
    assertEquals("40001", ((SQLException) e.getCause()).getSQLState());
  }

  private void writeOutside(String sql) {
    try (Connection connection = source.getConnection()) {
      Databases.update(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void jdbiQueriesUpdatesAndBatches() {
    Jdbi jdbi = Jdbi.create(source);
    jdbi.useHandle(
        handle -> {
          handle.execute("INSERT INTO kv VALUES (?, ?)", "a", 1);
          PreparedBatch batch = handle.prepareBatch("UPSERT INTO kv VALUES (:key, :value)");
          batch.bind("key", "b").bind("value", 2L).add();
          batch.bind("key", "c").bind("value", 3L).add();
          assertArrayEquals(new int[] {1, 1}, batch.execute());
          assertEquals(
              List.of(1, 2, 3),
              handle.createQuery("SELECT value FROM kv").mapTo(Integer.class).list());
          assertEquals(
              "2",
              handle
                  .createQuery("SELECT value FROM kv WHERE key = :key")
                  .bind("key", "b")
                  .mapTo(String.class)
                  .one());
        });
    UnableToExecuteStatementException e =
        assertThrows(
            UnableToExecuteStatementException.class,
            () ->
                jdbi.useTransaction(
                    handle -> {
                      handle.execute("UPSERT INTO kv VALUES ('d', '4')");
                      handle.execute("INSERT INTO kv VALUES ('a', '1')");
                    }));
    assertEquals("23505", ((SQLException) e.getCause()).getSQLState());
    long count =
        jdbi.withHandle(
            handle -> handle.createQuery("SELECT COUNT(*) FROM kv").mapTo(Long.class).one());
    assertEquals(3, count);
  }
}
