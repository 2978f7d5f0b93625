package dev.kedge.jdbc;

import static dev.kedge.jdbc.Databases.connect;
import static dev.kedge.jdbc.Databases.fill;
import static dev.kedge.jdbc.Databases.update;
import static dev.kedge.jdbc.Databases.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.ApplyResult;
import dev.kedge.BackupOptions;
import dev.kedge.BackupResult;
import dev.kedge.Database;
import dev.kedge.LogEntry;
import dev.kedge.LogReader;
import dev.kedge.ProgressListener;
import dev.kedge.Restore;
import dev.kedge.ShipResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What is reached by {@code unwrap}: streams, the log, and where the database is. */
class KedgeConnectionTest {

  private static final BackupOptions PLAIN = new BackupOptions(false, ProgressListener.NONE);

  @TempDir Path directory;
  private Connection connection;
  private KedgeConnection typed;

  @BeforeEach
  void open() throws SQLException {
    connection = connect(directory);
    typed = connection.unwrap(KedgeConnection.class);
    fill(connection, 10);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private static InputStream stream(ByteArrayOutputStream written) {
    return new ByteArrayInputStream(written.toByteArray());
  }

  private KedgeConnection replica() throws Exception {
    ByteArrayOutputStream backup = new ByteArrayOutputStream();
    typed.backup(backup, PLAIN);
    Path file = directory.resolve("replica.kv");
    Restore.restore(file, stream(backup));
    return DriverManager.getConnection("jdbc:kedge:" + file + "?readReplica=true")
        .unwrap(KedgeConnection.class);
  }

  @Test
  void aBackupGoesIntoAStreamAndIsTheOneThatAStatementMakes() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BackupResult result = typed.backup(out, PLAIN);
    assertEquals(typed.position(), result.position());
    assertEquals(out.size(), result.streamBytes());
    assertEquals(result.digest(), Restore.verify(stream(out)).digest());
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    assertEquals(
        result.digest(),
        typed.backup(compressed, new BackupOptions(true, ProgressListener.NONE)).digest());
    assertTrue(compressed.size() < out.size());
  }

  @Test
  void shippedLogIsAppliedWhollyAndUpToAVersionOrAnInstant() throws Exception {
    try (KedgeConnection replica = replica()) {
      Instant[] times = new Instant[6];
      for (int version = 2; version <= 5; version++) {
        update(connection, "UPSERT INTO kv VALUES ('n', '" + version + "')");
        try (LogReader log = typed.readLog(version)) {
          times[version] = log.next().time();
        }
      }
      ByteArrayOutputStream log = new ByteArrayOutputStream();
      ShipResult shipped = typed.shipWal(log, 1, ProgressListener.NONE);
      assertEquals(2, shipped.firstVersion());
      assertEquals(5, shipped.lastVersion());
      assertEquals(log.size(), shipped.bytes());
      ApplyResult applied = replica.applyWalUntil(stream(log), 2, ProgressListener.NONE);
      assertTrue(applied.reachedTarget());
      assertEquals("2", value(replica, "SELECT value FROM kv WHERE key = 'n'"));
      replica.applyWalUntil(stream(log), times[4], ProgressListener.NONE);
      assertEquals("4", value(replica, "SELECT value FROM kv WHERE key = 'n'"));
      applied = replica.applyWal(stream(log), ProgressListener.NONE);
      assertEquals(1, applied.applied());
      assertEquals(typed.position(), replica.position());
    }
  }

  @Test
  void theLogIsReadFromExactlyTheVersionAskedFor() throws SQLException {
    update(connection, "DELETE FROM kv WHERE key = 'k001'");
    update(connection, "UPSERT INTO kv VALUES ('a', '1')");
    assertEquals(3, typed.lastCommitVersion());
    try (LogReader log = typed.readLog(3)) {
      LogEntry entry = log.next();
      assertEquals(3, entry.version());
      assertEquals(1, entry.operations().size());
      assertNull(log.next());
    }
  }

  @Test
  void damagedLogAndBadTargetsAreRefusedAndChangeNothing() throws Exception {
    try (KedgeConnection replica = replica()) {
      update(connection, "UPSERT INTO kv VALUES ('n', '2')");
      ByteArrayOutputStream log = new ByteArrayOutputStream();
      typed.shipWal(log, 1, ProgressListener.NONE);
      byte[] damaged = log.toByteArray();
      damaged[damaged.length / 2] ^= 1;
      assertState(
          "KD001",
          () -> replica.applyWal(new ByteArrayInputStream(damaged), ProgressListener.NONE));
      assertState("KD005", () -> replica.applyWalUntil(stream(log), 9, ProgressListener.NONE));
      assertState("55000", () -> typed.applyWal(stream(log), ProgressListener.NONE));
      ByteArrayOutputStream none = new ByteArrayOutputStream();
      assertState("22023", () -> typed.shipWal(none, -1, ProgressListener.NONE));
      assertEquals(0, none.size());
    }
  }

  @Test
  void whatIsMissingIsNamed() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InputStream in = InputStream.nullInputStream();
    assertState("22023", () -> typed.backup(null, null));
    assertState("22023", () -> typed.backup(out, null));
    assertState("22023", () -> typed.backup(out, new BackupOptions(false, null)));
    assertState("22023", () -> typed.shipWal(null, 0, ProgressListener.NONE));
    assertState("22023", () -> typed.shipWal(out, 0, null));
    assertState("22023", () -> typed.applyWal(null, ProgressListener.NONE));
    assertState("22023", () -> typed.applyWalUntil(in, 1, null));
    assertState("22023", () -> typed.applyWalUntil(in, null, ProgressListener.NONE));
    assertState("22023", () -> typed.awaitVersion(1, null));
    assertState("22023", () -> typed.replica(null));
  }

  @Test
  void aListenerCancels() {
    ProgressListener cancelling =
        new ProgressListener() {
          @Override
          public void progress(long bytesDone, long bytesTotal) {}

          @Override
          public boolean isCancelled() {
            return true;
          }
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertState("57014", () -> typed.backup(out, new BackupOptions(false, cancelling)));
    assertState("57014", () -> typed.shipWal(out, 0, cancelling));
  }

  @Test
  void nothingIsDoneBesideUncommittedChangesOrOnAClosedConnection() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    connection.setAutoCommit(false);
    update(connection, "UPSERT INTO kv VALUES ('a', '1')");
    assertState("25001", () -> typed.backup(out, PLAIN));
    assertState("25001", () -> typed.shipWal(out, 0, ProgressListener.NONE));
    assertState("25001", () -> typed.readLog(1));
    connection.rollback();
    typed.backup(out, PLAIN);
    byte[] complete = out.toByteArray();
    connection.close();
    assertState("08003", () -> typed.backup(out, PLAIN));
    assertState("08003", () -> typed.readLog(1));
    assertState("08003", () -> typed.replica("main"));
    assertArrayEquals(complete, out.toByteArray());
  }

  @Test
  void anAbortEndsAnOperationThatRuns() throws SQLException {
    List<Runnable> release = new ArrayList<>();
    OutputStream aborting =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            try {
              connection.abort(release::add);
            } catch (SQLException e) {
              throw new IOException(e);
            }
          }
        };
    assertState("57014", () -> typed.backup(aborting, PLAIN));
    assertTrue(connection.isClosed());
    release.get(0).run();
    Database.open(directory.resolve("app.kv")).close(); // nobody has it any more
  }

  @Test
  void waitingForEverEndsWithAnInterrupt() {
    Thread.currentThread().interrupt();
    assertState("57014", () -> typed.awaitVersion(9, ChronoUnit.FOREVER.getDuration()));
    assertTrue(Thread.interrupted());
  }

  private static void assertState(String state, Executable call) {
    SQLException e = assertThrows(SQLException.class, call);
    assertEquals(state, e.getSQLState(), e.getMessage());
  }
}
