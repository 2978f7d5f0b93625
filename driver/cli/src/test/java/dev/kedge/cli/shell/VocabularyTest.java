package dev.kedge.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyTest {

  @TempDir Path directory;

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:kedge:" + directory.resolve("app.kv"));
  }

  @Test
  void everyStatementOfTheDriverCanBeCompletedAndIsInTheHelp() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT form FROM sys.statements")) {
      Vocabulary vocabulary = new Vocabulary(connection);
      Set<String> words = vocabulary.words();
      while (rows.next()) {
        String form = rows.getString(1);
        assertTrue(words.stream().anyMatch(form::startsWith), form);
        assertTrue(vocabulary.help().contains("\n  " + form + "\n"), form);
      }
    }
  }

  @Test
  void wordsThatGoTogetherAreCompletedTogether() throws SQLException {
    try (Connection connection = connect()) {
      Set<String> words = new Vocabulary(connection).words();
      List<String> expected =
          List.of(
              "SELECT",
              "LIKE",
              "ORDER BY",
              "SHIP WAL TO",
              "UNTIL TIMESTAMP",
              "SYNC REPLICA",
              "ENFORCE RETENTION ON REPLICA",
              "DRY RUN",
              "CHECK",
              "CHECKPOINT",
              "kv",
              "key",
              "sys.replicas",
              "sys.window",
              "COMMIT;",
              "exit");
      assertEquals(List.of(), expected.stream().filter(word -> !words.contains(word)).toList());
    }
  }
}
