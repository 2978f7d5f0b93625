package dev.kedge.jdbc.internal.language;

import java.sql.SQLException;

/**
 * A statement that has been read.
 *
 * @param command what it asks for
 * @param parameters how many question marks it has
 */
public record ParsedStatement(Command command, int parameters) {

  /**
   * Reads a statement.
   *
   * @throws SQLException if it is not of the language; says where and what was expected
   */
  public static ParsedStatement parse(String sql) throws SQLException {
    return new Parser(sql).parse();
  }
}
