package dev.kedge.cli.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.WriteBatch;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.Screen;
import dev.kedge.cli.console.Stop;
import dev.kedge.cli.text.ByteForm;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatementRunnerTest {

  private static final int ENTRIES = 20_000;

  @TempDir Path directory;
  private StatementRunner runner;

  /** What is printed; whoever has seen the beginning wants no more. */
  private final class Impatient extends ByteArrayOutputStream {
    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      super.write(bytes, offset, length);
      runner.cancel();
    }
  }

  private static Console console(OutputStream out) {
    return new Console(
        InputStream.nullInputStream(),
        out,
        new PrintStream(OutputStream.nullOutputStream(), true, UTF_8),
        Screen.EVERYWHERE,
        new Stop());
  }

  @Test
  void aTransactionThatCantBeCommittedHasEnded() throws Exception {
    String url = "jdbc:kedge:" + directory.resolve("app.kv");
    try (Connection connection = DriverManager.getConnection(url);
        Connection other = DriverManager.getConnection(url)) {
      Console console = console(OutputStream.nullOutputStream());
      runner = new StatementRunner(connection, console, ByteForm.TEXT, false);
      StatementRunner first = new StatementRunner(other, console, ByteForm.TEXT, false);
      runner.runText("BEGIN; UPSERT INTO kv VALUES ('a', 'lost');");
      first.runText("UPSERT INTO kv VALUES ('a', 'first');");
      SQLException e = assertThrows(SQLException.class, () -> runner.runText("COMMIT;"));
      assertEquals("40001", e.getSQLState());
      assertTrue(connection.getAutoCommit());
      runner.runText("UPSERT INTO kv VALUES ('b', 'kept');");
    }
    try (Database database = Database.open(directory.resolve("app.kv"))) {
      assertEquals("first", new String(database.get("a".getBytes(UTF_8)), UTF_8));
      assertEquals("kept", new String(database.get("b".getBytes(UTF_8)), UTF_8));
    }
  }

  @Test
  void aStatementThatPrintsRowsIsStoppedAndTheNextOneRuns() throws Exception {
    Path path = directory.resolve("app.kv");
    try (Database database = Database.open(path)) {
      WriteBatch batch = new WriteBatch();
      for (int i = 0; i < ENTRIES; i++) {
        batch.put("key-%08d".formatted(i).getBytes(UTF_8), "value".getBytes(UTF_8));
      }
      database.write(batch);
    }
    ByteArrayOutputStream screen = new Impatient();
    Console console = console(screen);
    try (Connection connection = DriverManager.getConnection("jdbc:kedge:" + path)) {
      runner = new StatementRunner(connection, console, ByteForm.TEXT, false);
      SQLException e = assertThrows(SQLException.class, () -> runner.runText("SELECT * FROM kv;"));
      assertEquals("57014", e.getSQLState());
      console.out().flush();
      assertTrue(screen.toString(UTF_8).lines().count() < ENTRIES);
      screen.reset();
      runner.runText("SELECT COUNT(*) FROM kv;");
      assertTrue(screen.toString(UTF_8).contains("" + ENTRIES), screen.toString(UTF_8));
    }
  }
}
