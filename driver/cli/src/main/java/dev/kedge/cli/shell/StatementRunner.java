package dev.kedge.cli.shell;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.ByteForm;
import dev.kedge.cli.text.Display;
import dev.kedge.cli.text.Fields;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Runs statements and prints their results. */
public final class StatementRunner {

  private static final String CANCELLED = "57014";
  private static final String NO_TRANSACTION = "25P01";

  private final Connection connection;
  private final Console console;
  private final ByteForm form;
  private final boolean json;
  private volatile @Nullable Statement running;
  private volatile boolean cancelled;

  /**
   * A runner.
   *
   * @param form how keys and values are printed
   * @param json whether a row is printed as a JSON object in a line
   */
  public StatementRunner(Connection connection, Console console, ByteForm form, boolean json) {
    this.connection = connection;
    this.console = console;
    this.form = form;
    this.json = json;
  }

  /** Runs statements, up to the first that fails, or to {@code exit}. */
  public void runAll(BufferedReader input) throws SQLException, IOException {
    StatementSplitter splitter = new StatementSplitter();
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      if (StatementParser.isEnd(line) && splitter.rest().isEmpty()) {
        return;
      }
      for (String statement : splitter.add(line)) {
        if (StatementParser.isEnd(statement)) {
          return;
        }
        run(statement);
      }
    }
    if (!StatementParser.isEnd(splitter.rest())) {
      run(splitter.rest());
    }
  }

  /** Rolls back what was begun and not committed; false if nothing was. */
  public boolean rollBackOpen() throws SQLException {
    boolean open = !connection.getAutoCommit();
    if (open) {
      rollback();
    }
    return open;
  }

  /** Runs the statements of a text, up to the first that fails. */
  void runText(String text) throws SQLException, IOException {
    runAll(new BufferedReader(new StringReader(text)));
  }

  /** Runs a statement; one that is blank does nothing. */
  private void run(String sql) throws SQLException, IOException {
    switch (sql.toUpperCase(Locale.ROOT)) {
      case "" -> {}
      case "BEGIN" -> connection.setAutoCommit(false);
      case "COMMIT" -> commit();
      case "ROLLBACK" -> rollback();
      default -> execute(sql);
    }
    console.out().flush();
  }

  /** Commits; if that fails, what follows must not end up in a transaction that nobody ends. */
  private void commit() throws SQLException {
    requireTransaction("commit");
    try {
      connection.commit();
    } finally {
      rollback();
    }
  }

  private void rollback() throws SQLException {
    requireTransaction("roll back");
    connection.rollback();
    connection.setAutoCommit(true);
  }

  private void requireTransaction(String what) throws SQLException {
    if (connection.getAutoCommit()) {
      throw new SQLNonTransientException(
          "there is no transaction to " + what + ": begin one with BEGIN", NO_TRANSACTION);
    }
  }

  private void execute(String sql) throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      cancelled = false;
      running = statement;
      if (statement.execute(sql)) {
        try (ResultSet result = statement.getResultSet()) {
          print(result);
        }
      } else {
        long count = statement.getLargeUpdateCount();
        console.say(count + (count == 1 ? " row changed" : " rows changed"));
      }
    } finally {
      running = null;
    }
  }

  /** Cancels the statement that is running, if one is. Any thread may call it. */
  void cancel() {
    Statement statement = running;
    if (statement != null) {
      cancelled = true;
      try {
        statement.cancel();
      } catch (SQLException e) {
        // It has ended meanwhile, which is as good.
      }
    }
  }

  private void print(ResultSet result) throws SQLException, IOException {
    List<String> names = names(result.getMetaData());
    Rows rows = new Rows(console, names);
    while (result.next()) {
      checkNotCancelled();
      if (json) {
        fields(result, names).writeJson(console.out());
      } else {
        rows.add(cells(result, names.size()));
      }
    }
    if (!json) {
      rows.end();
    }
  }

  /** JDBC cancels what executes; that rows are no longer wanted is known only here. */
  private void checkNotCancelled() throws SQLException {
    if (cancelled) {
      throw new SQLException("the statement was cancelled", CANCELLED);
    }
  }

  private static List<String> names(ResultSetMetaData meta) throws SQLException {
    List<String> names = new ArrayList<>();
    for (int column = 1; column <= meta.getColumnCount(); column++) {
      names.add(meta.getColumnLabel(column));
    }
    return names;
  }

  private Fields fields(ResultSet result, List<String> names) throws SQLException, IOException {
    Fields fields = new Fields();
    for (int column = 1; column <= names.size(); column++) {
      String name = names.get(column - 1);
      Object value = result.getObject(column);
      if (value instanceof byte[] bytes) {
        fields.withBytes(name, bytes, form);
      } else {
        fields.with(name, value);
      }
    }
    return fields;
  }

  private List<String> cells(ResultSet result, int columns) throws SQLException, IOException {
    List<String> cells = new ArrayList<>();
    for (int column = 1; column <= columns; column++) {
      cells.add(cell(result.getObject(column)));
    }
    return cells;
  }

  private String cell(@Nullable Object value) throws IOException {
    if (value instanceof byte[] bytes) {
      return form == ByteForm.TEXT ? Display.of(bytes) : form.encode(bytes);
    }
    return value == null ? "" : Display.of(value.toString().getBytes(StandardCharsets.UTF_8));
  }
}
