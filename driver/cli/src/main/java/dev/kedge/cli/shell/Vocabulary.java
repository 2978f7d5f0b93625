package dev.kedge.cli.shell;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What can be typed, as the driver tells it: statements, tables and columns. */
final class Vocabulary {

  private static final Pattern WORDS = Pattern.compile("[A-Z]{2,}( [A-Z]{2,})*");

  /** What conditions and lists of columns have, and what the shell itself understands. */
  private static final Set<String> MORE =
      Set.of("COUNT(*)", "LIKE", "BETWEEN", "BEGIN;", "COMMIT;", "ROLLBACK;", "help", "exit");

  private final List<String> forms;
  private final List<String> systemTables;
  private final List<String> others;

  /** Asks for it. */
  Vocabulary(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      forms = texts(statement.executeQuery("SELECT form FROM sys.statements"), "form");
    }
    systemTables =
        texts(connection.getMetaData().getTables(null, "sys", null, null), "TABLE_NAME").stream()
            .map(table -> "sys." + table)
            .toList();
    others = texts(connection.getMetaData().getColumns(null, "", "kv", null), "COLUMN_NAME");
    others.add("kv");
  }

  private static List<String> texts(ResultSet rows, String column) throws SQLException {
    try (rows) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(column));
      }
      return texts;
    }
  }

  /** The words, and groups of words that go together, which completion offers. */
  Set<String> words() {
    Set<String> words = new TreeSet<>(MORE);
    words.addAll(systemTables);
    words.addAll(others);
    for (String form : forms) {
      WORDS.matcher(form).results().map(MatchResult::group).forEach(words::add);
    }
    return words;
  }

  /** A page for those who ask for help. */
  String help() {
    return "Statements end with a semicolon and may take several lines:\n  "
        + String.join("\n  ", forms)
        + "\n  BEGIN, COMMIT, ROLLBACK\n"
        + "Texts are written 'so', bytes X'00ff', a condition key = 'a', key LIKE 'user/%' or"
        + " key BETWEEN 'a' AND 'b'.\n"
        + "Tables are kv, "
        + String.join(", ", systemTables)
        + ".\nTab completes, up and down go through what was typed, Ctrl-C stops a statement,"
        + " and exit or Ctrl-D ends.";
  }
}
