package dev.kedge.jdbc.internal.session;

import dev.kedge.jdbc.internal.error.SqlErrors;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What a statement of Kedge does not support: cursors with names, and keys made by the database, as
 * it makes none.
 */
abstract class BaseStatement implements Statement {

  @Override
  public boolean execute(String sql, int[] columns) throws SQLException {
    throw SqlErrors.unsupported("execute");
  }

  @Override
  public boolean execute(String sql, String[] columns) throws SQLException {
    throw SqlErrors.unsupported("execute");
  }

  @Override
  public long executeLargeUpdate(String sql, int[] columns) throws SQLException {
    throw SqlErrors.unsupported("executeLargeUpdate");
  }

  @Override
  public long executeLargeUpdate(String sql, String[] columns) throws SQLException {
    throw SqlErrors.unsupported("executeLargeUpdate");
  }

  @Override
  public int executeUpdate(String sql, int[] columns) throws SQLException {
    throw SqlErrors.unsupported("executeUpdate");
  }

  @Override
  public int executeUpdate(String sql, String[] columns) throws SQLException {
    throw SqlErrors.unsupported("executeUpdate");
  }

  @Override
  public void setCursorName(String name) throws SQLException {
    throw SqlErrors.unsupported("setCursorName");
  }
}
