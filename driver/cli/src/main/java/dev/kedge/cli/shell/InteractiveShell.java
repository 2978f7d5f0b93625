package dev.kedge.cli.shell;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.FormException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
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

  private final StatementRunner runner;
  private final Console console;
  private final Path history;
  private final Vocabulary vocabulary;

  /**
   * A shell.
   *
   * @param connection what the runner runs statements on
   * @param history the file that keeps what is typed; made if it is missing
   */
  public InteractiveShell(
      Connection connection, StatementRunner runner, Console console, Path history)
      throws SQLException {
    this.vocabulary = new Vocabulary(connection);
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
              .completer(new StringsCompleter(vocabulary.words()))
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
      return carryOut(reader.readLine("kedge> ").strip());
    } catch (UserInterruptException e) {
      return true; // What was typed is dropped, as in every shell.
    } catch (EndOfFileException e) {
      return false;
    }
  }

  /** Does what was typed; false if that is to end. */
  boolean carryOut(String line) throws IOException {
    if (StatementParser.isEnd(line)) {
      return false;
    }
    if (StatementParser.isHelp(line)) {
      vocabulary.help().lines().forEach(console::say);
      return true;
    }
    try {
      runner.runText(line);
    } catch (SQLException | FormException e) {
      console.out().flush(); // The rows before it.
      console.say("error: " + e.getMessage());
    }
    return true;
  }
}
