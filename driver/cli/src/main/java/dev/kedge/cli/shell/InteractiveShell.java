package dev.kedge.cli.shell;

import dev.kedge.cli.console.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Lets a person type statements, with history and completion. */
public final class InteractiveShell {

  private static final String[] WORDS = {
    "SELECT",
    "key",
    "value",
    "COUNT(*)",
    "FROM",
    "kv",
    "WHERE",
    "LIKE",
    "AND",
    "ORDER BY key",
    "DESC",
    "LIMIT",
    "OFFSET",
    "INSERT INTO kv (key, value) VALUES",
    "UPSERT INTO kv (key, value)" + " VALUES",
    "UPDATE kv SET value =",
    "DELETE FROM kv WHERE",
    "BEGIN;",
    "COMMIT;",
    "ROLLBACK;",
    "BACKUP TO",
    "COMPRESSED",
    "VERIFY BACKUP",
    "SHIP WAL TO",
    "AFTER",
    "APPLY WAL FROM",
    "UNTIL VERSION",
    "UNTIL TIMESTAMP",
    "CHECKPOINT;",
    "CHECK;",
    "COMPACT;",
    "PROMOTE;",
    "CREATE HOLD",
    "DROP HOLD",
    "sys.database",
    "sys.wal",
    "sys.holds",
    "sys.operations",
    "sys.readers",
    "sys.settings",
    "help",
    "exit"
  };

  private static final String HELP =
      """
      Statements end with a semicolon and may take several lines:
        SELECT key, value FROM kv WHERE key LIKE 'user/%' ORDER BY key DESC LIMIT 10;
        UPSERT INTO kv (key, value) VALUES ('user/1', 'Ada');  DELETE FROM kv WHERE key = 'user/1';
        BEGIN;  COMMIT;  ROLLBACK;
        BACKUP TO 'file';  VERIFY BACKUP 'file';  SHIP WAL TO 'file';  CHECK;  CHECKPOINT;
        SELECT * FROM sys.database;  also sys.wal, sys.holds, sys.operations, sys.readers, sys.settings
      Tab completes, up and down go through what was typed, Ctrl-C stops a statement,
      and exit or Ctrl-D ends.\
      """;

  private final StatementRunner runner;
  private final Console console;
  private final Path history;

  /**
   * A shell.
   *
   * @param history the file that keeps what is typed; made if it is missing
   */
  public InteractiveShell(StatementRunner runner, Console console, Path history) {
    this.runner = runner;
    this.console = console;
    this.history = history;
  }

  /** Runs what is typed until the end. Errors of statements are told, and it goes on. */
  public void run() throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().name("kedge").build()) {
      terminal.handle(Terminal.Signal.INT, signal -> runner.cancel());
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .appName("kedge")
              .parser(new StatementParser())
              .completer(new StringsCompleter(WORDS))
              .option(Option.CASE_INSENSITIVE, true)
              .option(Option.DISABLE_EVENT_EXPANSION, true)
              .variable(LineReader.HISTORY_FILE, history)
              .variable(LineReader.SECONDARY_PROMPT_PATTERN, "    -> ")
              .build();
      boolean more = true;
      while (more) {
        more = readAndRun(reader);
      }
    }
  }

  private boolean readAndRun(LineReader reader) throws IOException {
    try {
      String line = reader.readLine("kedge> ").strip();
      if (StatementParser.isEnd(line)) {
        return false;
      }
      if (StatementParser.isHelp(line)) {
        console.say(HELP);
      } else {
        runner.runText(line);
      }
    } catch (UserInterruptException e) {
      // What was typed is dropped, as in every shell.
    } catch (EndOfFileException e) {
      return false;
    } catch (SQLException e) {
      console.say("error: " + e.getMessage());
    }
    return true;
  }
}
