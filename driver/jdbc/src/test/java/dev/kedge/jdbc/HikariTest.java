package dev.kedge.jdbc;

import static dev.kedge.jdbc.Databases.execute;
import static dev.kedge.jdbc.Databases.query;
import static dev.kedge.jdbc.Databases.update;
import static dev.kedge.jdbc.Databases.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.kedge.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pool that most applications have. */
class HikariTest {

  @TempDir Path directory;

  private HikariConfig config(int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(Databases.url(directory));
    config.setMaximumPoolSize(size);
    return config;
  }

  @Test
  void aPoolStartsHandsOutConnectionsAndShutsDown() throws SQLException {
    try (HikariDataSource pool = new HikariDataSource(config(3))) {
      try (Connection connection = pool.getConnection()) {
        assertTrue(connection.isValid(1));
        update(connection, "INSERT INTO kv VALUES ('a', '1')");
      }
      try (Connection connection = pool.getConnection()) {
        assertEquals(List.of("a,1"), query(connection, "SELECT * FROM kv"));
      }
    }
    // Nobody has it any more.
    Database.open(directory.resolve("app.kv")).close();
  }

  @Test
  void aConnectionOutlivesFeaturesThatThereAreNone() throws SQLException {
    try (HikariDataSource pool = new HikariDataSource(config(1))) {
      Connection first;
      try (Connection connection = pool.getConnection()) {
        first = connection.unwrap(KedgeConnection.class);
        assertThrows(SQLFeatureNotSupportedException.class, connection::createBlob);
        assertThrows(
            SQLFeatureNotSupportedException.class, () -> connection.prepareCall("{call x}"));
        assertThrows(SQLException.class, () -> execute(connection, "NONSENSE"));
      }
      try (Connection connection = pool.getConnection()) {
        assertSame(first, connection.unwrap(KedgeConnection.class));
      }
    }
  }

  @Test
  void aTransactionThatIsLeftOpenIsRolledBackOnReturn() throws SQLException {
    try (HikariDataSource pool = new HikariDataSource(config(1))) {
      try (Connection connection = pool.getConnection()) {
        connection.setAutoCommit(false);
        connection.setReadOnly(false);
        update(connection, "INSERT INTO kv VALUES ('a', '1')");
      }
      try (Connection connection = pool.getConnection()) {
        assertTrue(connection.getAutoCommit());
        assertEquals(List.of(), query(connection, "SELECT * FROM kv"));
      }
    }
  }

  @Test
  void whatTheConfigurationSetsIsSet() throws SQLException {
    HikariConfig config = config(2);
    config.setConnectionInitSql("UPSERT INTO kv VALUES ('opened', 'yes')");
    config.setConnectionTestQuery("SELECT 1");
    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    config.setAutoCommit(false);
    config.setSchema("sys");
    config.addDataSourceProperty("durability", "NORMAL");
    try (HikariDataSource pool = new HikariDataSource(config);
        Connection connection = pool.getConnection()) {
      connection.setNetworkTimeout(Runnable::run, 5000);
      assertEquals(5000, connection.getNetworkTimeout());
      assertEquals("yes", value(connection, "SELECT value FROM kv WHERE key = 'opened'"));
      assertEquals(
          "NORMAL", value(connection, "SELECT value FROM sys.settings WHERE name = 'durability'"));
    }
  }

  @Test
  void aReadOnlyPoolBesideAnotherReadsWhatThatWrites() throws SQLException {
    HikariConfig readOnly = config(2);
    readOnly.setReadOnly(true);
    try (HikariDataSource writers = new HikariDataSource(config(2));
        HikariDataSource readers = new HikariDataSource(readOnly);
        Connection writer = writers.getConnection();
        Connection reader = readers.getConnection()) {
      assertTrue(reader.isReadOnly());
      update(writer, "INSERT INTO kv VALUES ('a', '1')");
      assertEquals("1", value(reader, "SELECT value FROM kv"));
      SQLException e = assertThrows(SQLException.class, () -> update(reader, "DELETE FROM kv"));
      assertEquals("25006", e.getSQLState());
    }
  }

  @Test
  void twoPoolsOfOnePathShareItAndOtherSettingsAreRefused() throws SQLException {
    HikariConfig other = config(1);
    other.addDataSourceProperty("checkpointInterval", "1min");
    other.setInitializationFailTimeout(1);
    try (HikariDataSource two = new HikariDataSource(config(1))) {
      HikariDataSource one = new HikariDataSource(config(1));
      try (Connection connection = one.getConnection()) {
        update(connection, "INSERT INTO kv VALUES ('a', '1')");
      }
      RuntimeException e = assertThrows(RuntimeException.class, () -> new HikariDataSource(other));
      assertTrue(e.getMessage().contains("checkpointInterval=5min"), e.getMessage());
      one.close();
      try (Connection connection = two.getConnection()) {
        assertEquals("1", value(connection, "SELECT value FROM kv"));
      }
    }
  }

  @Test
  void retiredConnectionsAreReplacedWhileTheEngineStaysOpen() throws SQLException {
    KedgeConnection first;
    try (HikariDataSource pool = new HikariDataSource(config(2));
        Connection stays = pool.getConnection()) {
      try (Connection connection = pool.getConnection()) {
        first = connection.unwrap(KedgeConnection.class);
        update(connection, "INSERT INTO kv VALUES ('a', '1')");
        pool.evictConnection(connection);
      }
      try (Connection connection = pool.getConnection()) {
        assertNotSame(first, connection.unwrap(KedgeConnection.class));
        assertEquals("1", value(connection, "SELECT value FROM kv"));
        assertEquals("1", value(stays, "SELECT commits FROM sys.database"));
      }
    }
    assertTrue(first.isClosed());
  }

  @Test
  void anExhaustedPoolSaysSoAndRecovers() throws SQLException {
    HikariConfig config = config(1);
    config.setConnectionTimeout(250);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      try (Connection held = pool.getConnection()) {
        assertThrows(SQLTransientConnectionException.class, pool::getConnection);
        assertEquals("1", value(held, "SELECT 1"));
      }
      pool.getConnection().close();
    }
  }

  @Test
  void aConnectionThatIsReportedAsALeakGoesOnAndIsTakenBack() throws Exception {
    HikariConfig config = config(1);
    config.setLeakDetectionThreshold(60_000);
    try (ImpatientExecutor executor = new ImpatientExecutor()) {
      config.setScheduledExecutor(executor);
      try (HikariDataSource pool = new HikariDataSource(config)) {
        Connection first;
        try (Connection connection = pool.getConnection()) {
          first = connection.unwrap(KedgeConnection.class);
          update(connection, "INSERT INTO kv VALUES ('a', '1')");
          executor.reports.take().get();
          assertEquals(List.of("a,1"), query(connection, "SELECT * FROM kv"));
          assertEquals(1, pool.getHikariPoolMXBean().getActiveConnections());
        }
        try (Connection connection = pool.getConnection()) {
          assertSame(first, connection.unwrap(KedgeConnection.class));
        }
      }
    }
  }

  /** Reports each borrowed connection as a leak at once. */
  private static final class ImpatientExecutor extends ScheduledThreadPoolExecutor
      implements AutoCloseable {

    private final BlockingQueue<Future<?>> reports = new LinkedBlockingQueue<>();

    ImpatientExecutor() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      if (!task.getClass().getSimpleName().equals("ProxyLeakTask")) {
        return super.schedule(task, delay, unit);
      }
      ScheduledFuture<?> report = super.schedule(task, 0, unit);
      reports.add(report);
      return report;
    }

    @Override
    public void close() {
      shutdownNow();
    }
  }

  @Test
  void aShutdownTakesALeakedConnectionAlong() throws SQLException {
    HikariConfig config = config(1);
    config.setLeakDetectionThreshold(2000);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      Connection leaked = pool.getConnection();
      assertEquals(1, pool.getHikariPoolMXBean().getActiveConnections());
      assertEquals("1", value(leaked, "SELECT 1"));
    }
    Database.open(directory.resolve("app.kv")).close();
  }

  @Test
  void aShutdownWithABorrowedConnectionLeavesAnIntactDatabase() throws SQLException {
    HikariDataSource pool = new HikariDataSource(config(2));
    Connection borrowed = pool.getConnection();
    borrowed.setAutoCommit(false);
    update(borrowed, "INSERT INTO kv VALUES ('a', '1')");
    pool.close();
    assertThrows(SQLException.class, () -> update(borrowed, "INSERT INTO kv VALUES ('b', '2')"));
    try (Database database = Database.open(directory.resolve("app.kv"))) {
      assertEquals(0, database.position().version());
      assertTrue(database.check().isOk());
    }
  }

  @Test
  void aPoolOverADatabaseThatTheApplicationHoldsLeavesItOpen() throws SQLException {
    try (Database database = Database.open(directory.resolve("app.kv"))) {
      HikariConfig config = new HikariConfig();
      config.setDataSource(new KedgeDataSource(database));
      try (HikariDataSource pool = new HikariDataSource(config);
          Connection connection = pool.getConnection()) {
        update(connection, "INSERT INTO kv VALUES ('a', '1')");
      }
      assertTrue(database.exists(Databases.bytes("a")));
      assertFalse(database.stats().fenced());
    }
  }

  @Test
  void aConnectionWhoseDatabaseWasClosedIsFoundOutWhenItIsBorrowed() throws SQLException {
    String always = "com.zaxxer.hikari.aliveBypassWindowMs";
    System.setProperty(always, "-1"); // not only after half a second
    Database database = Database.open(directory.resolve("app.kv"));
    HikariConfig config = new HikariConfig();
    config.setDataSource(new KedgeDataSource(database));
    config.setConnectionTimeout(250);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      for (int i = 0; i < 3; i++) {
        pool.getConnection().close();
      }
      database.close();
      assertThrows(SQLTransientConnectionException.class, pool::getConnection);
    } finally {
      System.clearProperty(always);
      database.close();
    }
  }

  @Test
  void sixtyFourThreadsAddUpCorrectly() throws Exception {
    int threads = 64;
    int each = 20;
    HikariConfig config = config(8);
    config.addDataSourceProperty("durability", "OFF");
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        String mine = "thread" + i;
        done.add(
            executor.submit(
                () -> {
                  for (int n = 1; n <= each; n++) {
                    count(pool, mine, n);
                  }
                  return null;
                }));
      }
      for (Future<?> one : done) {
        one.get();
      }
      try (Connection connection = pool.getConnection()) {
        assertEquals("64", value(connection, "SELECT COUNT(*) FROM kv"));
        for (String value : query(connection, "SELECT value FROM kv")) {
          assertEquals(String.valueOf(each), value);
        }
      }
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void theReadmesExampleWorks() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:kedge:" + directory.resolve("orders.kv"));
    try (HikariDataSource pool = new HikariDataSource(config);
        Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("UPSERT INTO kv VALUES ('order/1', '100'), ('order/2', '250')");
      statement.execute("BACKUP TO '" + directory.resolve("orders.kvbak") + "'");
    }
    assertTrue(Files.exists(directory.resolve("orders.kvbak")));
  }

  /** Reads what the thread wrote last, and writes one more. */
  private static void count(HikariDataSource pool, String key, int expected) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      int last = 0;
      try (PreparedStatement get =
          connection.prepareStatement("SELECT value FROM kv WHERE key = ?")) {
        get.setString(1, key);
        ResultSet row = get.executeQuery();
        if (row.next()) {
          last = row.getInt(1);
        }
      }
      assertEquals(expected - 1, last);
      try (PreparedStatement put = connection.prepareStatement("UPSERT INTO kv VALUES (?, ?)")) {
        put.setString(1, key);
        put.setInt(2, expected);
        put.executeUpdate();
      }
      connection.commit();
    }
  }
}
