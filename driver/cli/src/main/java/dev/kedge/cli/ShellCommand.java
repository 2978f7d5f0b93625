package dev.kedge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kedge.Database;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.shell.InteractiveShell;
import dev.kedge.cli.shell.StatementRunner;
import dev.kedge.jdbc.KedgeDataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs statements that are typed or piped in. */
@Command(
    name = "shell",
    description = {
      "Run statements through JDBC: typed, with history and completion, or from a pipe up to the"
          + " first that fails.",
      "BEGIN, COMMIT and ROLLBACK make a transaction of several; what is not committed at the end"
          + " is rolled back.",
      "In a pipe a row is a line with tabs between its columns; --json prints an object a row,"
          + " with what is no text as Base64 under names such as keyBase64."
    })
final class ShellCommand extends KedgeCommand {

  @Mixin final WritableDatabase target = new WritableDatabase();

  @Mixin final ByteFormOption bytes = new ByteFormOption();

  ShellCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException, SQLException {
    boolean rolledBack;
    try (Database database = target.open();
        Connection connection = new KedgeDataSource(database).getConnection()) {
      StatementRunner runner = new StatementRunner(connection, console, bytes.form(), json);
      if (console.isTerminal()) {
        Path home = Path.of(System.getProperty("user.home"));
        new InteractiveShell(connection, runner, console, home.resolve(".kedge_history")).run();
      } else {
        runner.runAll(new BufferedReader(new InputStreamReader(console.in(), UTF_8.newDecoder())));
      }
      rolledBack = runner.rollBackOpen();
    }
    if (rolledBack) {
      console.say("kedge: transaction not committed: rolled back; end it with COMMIT");
    }
    return rolledBack && !console.isTerminal() ? ExitCode.USAGE : ExitCode.DONE;
  }
}
