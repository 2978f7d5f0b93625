package dev.kedge.jdbc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What tests do with databases, in few words. */
final class Databases {

  private Databases() {}

  static String url(Path directory) {
    return "jdbc:kedge:" + directory.resolve("app.kv");
  }

  static Connection connect(Path directory) throws SQLException {
    return DriverManager.getConnection(url(directory));
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static int update(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  /** All rows, each with its columns joined by commas. */
  static List<String> query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows(rows);
    }
  }

  static List<String> rows(ResultSet rows) throws SQLException {
    List<String> lines = new ArrayList<>();
    int columns = rows.getMetaData().getColumnCount();
    while (rows.next()) {
      List<String> line = new ArrayList<>();
      for (int i = 1; i <= columns; i++) {
        line.add(String.valueOf(rows.getString(i)));
      }
      lines.add(String.join(",", line));
    }
    return lines;
  }

  /** The first column of the first row. */
  static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Puts keys {@code k000}, {@code k001}, … with the values {@code v000}, {@code v001}, …. */
  static void fill(Connection connection, int entries) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (int i = 0; i < entries; i++) {
        statement.addBatch("UPSERT INTO kv VALUES ('k%03d', 'v%03d')".formatted(i, i));
      }
      statement.executeBatch();
    }
  }
}
