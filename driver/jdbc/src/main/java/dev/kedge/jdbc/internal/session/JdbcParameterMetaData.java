package dev.kedge.jdbc.internal.session;

import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.jdbc.internal.result.ColumnType;
import dev.kedge.jdbc.internal.result.Wrapping;
import java.sql.ParameterMetaData;
import java.sql.SQLException;

/** Describes parameters: each takes whatever has bytes. */
final class JdbcParameterMetaData implements ParameterMetaData, Wrapping {

  private final int count;

  JdbcParameterMetaData(int count) {
    this.count = count;
  }

  private void check(int parameter) throws SQLException {
    if (parameter < 1 || parameter > count) {
      throw SqlState.NO_SUCH_INDEX.error(
          "there is no parameter " + parameter + ": the statement has " + count);
    }
  }

  @Override
  public int getParameterCount() {
    return count;
  }

  @Override
  public int isNullable(int parameter) throws SQLException {
    check(parameter);
    return parameterNoNulls;
  }

  @Override
  public boolean isSigned(int parameter) throws SQLException {
    check(parameter);
    return false;
  }

  @Override
  public int getPrecision(int parameter) throws SQLException {
    check(parameter);
    return ColumnType.BYTES.precision();
  }

  @Override
  public int getScale(int parameter) throws SQLException {
    check(parameter);
    return 0;
  }

  @Override
  public int getParameterType(int parameter) throws SQLException {
    check(parameter);
    return ColumnType.BYTES.jdbcType();
  }

  @Override
  public String getParameterTypeName(int parameter) throws SQLException {
    check(parameter);
    return ColumnType.BYTES.typeName();
  }

  @Override
  public String getParameterClassName(int parameter) throws SQLException {
    check(parameter);
    return ColumnType.BYTES.javaClass().getName();
  }

  @Override
  public int getParameterMode(int parameter) throws SQLException {
    check(parameter);
    return parameterModeIn;
  }
}
