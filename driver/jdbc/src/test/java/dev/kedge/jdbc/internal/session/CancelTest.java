package dev.kedge.jdbc.internal.session;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.WalArchive;
import dev.kedge.jdbc.internal.engine.Lease;
import dev.kedge.jdbc.internal.engine.Operations;
import dev.kedge.jdbc.internal.engine.Replicas;
import dev.kedge.jdbc.internal.engine.Settings;
import dev.kedge.jdbc.internal.engine.StatementFiles;
import dev.kedge.replica.FileReplicaClient;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaClient;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs can be stopped; a clock of the test's own says when. */
class CancelTest {

  private static final long SECOND = 1_000_000_000L;

  /** Looks at every entry. */
  private static final String COUNT = "SELECT COUNT(*) FROM kv WHERE key > 'a'";

  @TempDir Path directory;
  private Database database;
  private Connection connection;

  /** The time that statements see. */
  private final AtomicLong now = new AtomicLong();

  /** Done each time that a statement looks at the clock. */
  private Runnable onLook = () -> {};

  /** What the archive does when it is to store something. */
  private volatile Runnable onArchive = () -> {};

  /** What the destination of the replica does when it is asked for something. */
  private volatile Runnable onRequest = () -> {};

  @BeforeEach
  void open() throws SQLException {
    WalArchive archive = (range, source) -> onArchive.run();
    database = Database.builder(directory.resolve("app.kv")).walArchive(archive).open();
    Operations operations = new Operations();
    ReplicaClient there = new FileReplicaClient(directory.resolve("there"));
    Replica replica = Replica.builder(database, asking(there)).build();
    Settings none = Settings.none();
    Replicas replicas = Replicas.of(List.of(replica));
    Lease lease = new Lease(database, replicas, operations, none, List.of(), () -> {});
    connection = new JdbcConnection("jdbc:kedge:test", lease, StatementFiles.of(none), this::look);
    try (Statement statement = connection.createStatement()) {
      for (int i = 0; i < 200; i++) {
        statement.addBatch("UPSERT INTO kv VALUES ('k%03d', 'v')".formatted(i));
      }
      statement.executeBatch();
    }
  }

  private ReplicaClient asking(ReplicaClient client) {
    return (ReplicaClient)
        Proxy.newProxyInstance(
            ReplicaClient.class.getClassLoader(),
            new Class<?>[] {ReplicaClient.class},
            (proxy, method, arguments) -> {
              onRequest.run();
              try {
                return method.invoke(client, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private long look() {
    onLook.run();
    return now.get();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    database.close();
  }

  @Test
  void aStatementThatRunsOutOfTimeEndsAndTheConnectionGoesOn() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(2);
      for (String sql :
          new String[] {
            "BACKUP TO '" + directory.resolve("b") + "'",
            "CHECK",
            "COMPACT",
            "SYNC REPLICA main",
            "SNAPSHOT REPLICA main",
            "VALIDATE REPLICA main",
            "SELECT COUNT(*) FROM kv WHERE key > 'a'",
            "UPDATE kv SET value = 'x' WHERE key > 'a'",
            "DELETE FROM kv WHERE key > 'a'"
          }) {
        onLook = () -> now.addAndGet(3 * SECOND);
        SQLException e = assertThrows(SQLTimeoutException.class, () -> statement.execute(sql), sql);
        assertEquals("57014", e.getSQLState());
        assertTrue(e.getMessage().contains("2 s"), e.getMessage());
      }
      onLook = () -> {};
      assertFalse(Files.exists(directory.resolve("b")));
      ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM kv");
      assertTrue(count.next());
      assertEquals(200, count.getInt(1));
    }
  }

  @Test
  void whatCannotEndAtOnceGoesOnAloneWhenItsTimeIsUp() throws SQLException {
    CountDownLatch answer = new CountDownLatch(1);
    onArchive = () -> waitFor(answer);
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(2);
      onLook = () -> now.addAndGet(3 * SECOND);
      assertThrows(SQLTimeoutException.class, () -> statement.execute("CHECKPOINT"));
      onLook = () -> {};
      answer.countDown();
      assertTrue(statement.execute("CHECKPOINT"));
    }
    assertTrue(database.stats().checkpoints() > 0);
  }

  @Test
  void operationsThatWaitForEachOtherEndWhenTheirTimeIsUp() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    OutputStream stuck =
        new OutputStream() {
          @Override
          public void write(int one) {
            begun.countDown();
            waitFor(goOn);
          }
        };
    Thread backup = new Thread(() -> database.backup(stuck));
    backup.start();
    try (Statement statement = connection.createStatement()) {
      begun.await();
      statement.setQueryTimeout(2);
      String another = "BACKUP TO '" + directory.resolve("b") + "'";
      for (String sql : List.of("COMPACT", "CHECK", another)) {
        onLook = () -> now.addAndGet(3 * SECOND);
        assertThrows(SQLTimeoutException.class, () -> statement.execute(sql), sql);
        onLook = () -> {};
      }
      goOn.countDown();
      backup.join();
      assertTrue(statement.execute("COMPACT"));
      assertFalse(Files.exists(directory.resolve("b")));
    } finally {
      goOn.countDown();
    }
  }

  @Test
  void aListOfADestinationThatDoesNotAnswerEndsWhenItsTimeIsUp() throws SQLException {
    CountDownLatch answer = new CountDownLatch(1);
    onRequest = () -> waitFor(answer);
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(2);
      for (String table : List.of("sys.window", "sys.segments", "sys.snapshots")) {
        onLook = () -> now.addAndGet(3 * SECOND);
        assertThrows(
            SQLTimeoutException.class, () -> statement.execute("SELECT * FROM " + table), table);
        onLook = () -> {};
      }
      answer.countDown();
      assertTrue(statement.execute("SELECT * FROM sys.window"));
    } finally {
      answer.countDown();
    }
  }

  @Test
  void anOperationThatAnErrorEndsDoesNotRunForEver() throws SQLException {
    onRequest =
        () -> {
          throw new AssertionError("never");
        };
    try (Statement statement = connection.createStatement()) {
      assertThrows(AssertionError.class, () -> statement.execute("SYNC REPLICA main"));
      ResultSet row = statement.executeQuery("SELECT state, error FROM sys.operations");
      assertTrue(row.next());
      assertEquals("FAILED", row.getString("state"));
      assertEquals("never", row.getString("error"));
    }
  }

  @Test
  void whatAnOffsetSkipsCanBeCancelled() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      String sql = "SELECT key FROM kv OFFSET 150";
      statement.setQueryTimeout(2);
      onLook = () -> now.addAndGet(3 * SECOND);
      assertThrows(SQLTimeoutException.class, () -> statement.executeQuery(sql));
      assertEquals(0, database.stats().readers());
      onLook = () -> {};
      ResultSet rows = statement.executeQuery(sql);
      assertTrue(rows.next());
      assertEquals("k150", rows.getString("key"));
    }
  }

  @Test
  void countingAllEntriesLooksAtNone() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(2);
      onLook = () -> now.addAndGet(3 * SECOND);
      ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM kv");
      assertTrue(count.next());
      assertEquals(200, count.getInt(1));
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anotherThreadCancelsWhatRuns() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1000);
      statement.cancel();
      AtomicInteger looks = new AtomicInteger();
      onLook =
          () -> {
            if (looks.incrementAndGet() == 3) {
              cancelFromAnotherThread(statement);
            }
          };
      SQLException e = assertThrows(SQLException.class, () -> statement.execute(COUNT));
      assertEquals("57014", e.getSQLState());
      assertTrue(e.getMessage().contains("cancelled"), e.getMessage());
      assertTrue(statement.execute(COUNT));
    }
  }

  @Test
  void aStatementThatWaitsForAnotherOfItsConnectionIsCancelledToo() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    onRequest =
        () -> {
          begun.countDown();
          waitFor(answer);
        };
    Thread first = new Thread(() -> assertDoesNotThrow(() -> executeAlone("SYNC REPLICA main")));
    first.start();
    begun.await();
    try (Statement second = connection.createStatement()) {
      second.setQueryTimeout(1000);
      AtomicInteger looks = new AtomicInteger();
      onLook =
          () -> {
            if (looks.incrementAndGet() == 2) {
              cancelFromAnotherThread(second);
            }
          };
      SQLException e = assertThrows(SQLException.class, () -> second.execute("COMPACT"));
      assertEquals("57014", e.getSQLState());
      assertTrue(e.getMessage().contains("cancelled"), e.getMessage());
      onLook = () -> now.addAndGet(1001 * SECOND);
      assertThrows(SQLTimeoutException.class, () -> second.execute("COMPACT"));
      onLook = () -> {};
      answer.countDown();
      first.join();
      assertTrue(second.execute("COMPACT"));
    } finally {
      answer.countDown();
    }
  }

  private void executeAlone(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void cancelFromAnotherThread(Statement statement) {
    Thread thread =
        new Thread(
            () -> {
              try {
                statement.cancel();
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anAbortEndsWhatRunsAndGivesEverythingBack() throws SQLException {
    connection.setAutoCommit(false);
    Statement statement = connection.createStatement();
    statement.setQueryTimeout(1000);
    AtomicInteger looks = new AtomicInteger();
    onLook =
        () -> {
          if (looks.incrementAndGet() == 3) {
            try {
              connection.abort(task -> new Thread(task).start());
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    assertThrows(SQLException.class, () -> statement.execute(COUNT));
    assertTrue(connection.isClosed());
    assertEquals(
        "08003", assertThrows(SQLException.class, connection::createStatement).getSQLState());
  }
}
