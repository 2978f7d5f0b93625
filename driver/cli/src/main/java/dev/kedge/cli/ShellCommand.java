package dev.kedge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.shell.InteractiveShell;
import dev.kedge.cli.shell.StatementRunner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs statements that are typed or piped in. */
@Command(
    name = "shell",
    description = {
      "Run statements through JDBC: typed, with history and completion, or from a pipe up to the"
          + " first that fails.",
      "In a pipe a row is a line with tabs between its columns; --json prints an object a row."
    })
final class ShellCommand extends KedgeCommand {

  @Parameters(index = "0", paramLabel = "DATABASE", description = "The database file.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  Path path;

  @Mixin final ByteFormOption bytes = new ByteFormOption();

  ShellCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException, SQLException {
    Opening.requireExists(path);
    if (path.toString().indexOf('?') >= 0) {
      throw new RefusedException(
          path + " has a question mark, which ends a path in JDBC: give the file another name");
    }
    try (Connection connection = DriverManager.getConnection("jdbc:kedge:" + path)) {
      StatementRunner runner = new StatementRunner(connection, console, bytes.form(), json);
      if (console.isTerminal()) {
        Path home = Path.of(System.getProperty("user.home"));
        new InteractiveShell(connection, runner, console, home.resolve(".kedge_history")).run();
      } else {
        runner.runAll(new BufferedReader(new InputStreamReader(console.in(), UTF_8.newDecoder())));
      }
    }
    return ExitCode.DONE;
  }
}
