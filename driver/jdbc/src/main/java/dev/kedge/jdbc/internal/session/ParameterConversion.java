package dev.kedge.jdbc.internal.session;

import dev.kedge.jdbc.internal.error.SqlErrors;
import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.jdbc.internal.result.Values;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.JDBCType;
import java.sql.SQLException;

/** Gives a parameter as the type that {@code setObject} names, by the rules of the getters. */
final class ParameterConversion {

  private ParameterConversion() {}

  /** The type of a number of {@link java.sql.Types}. */
  static JDBCType type(int number) throws SQLException {
    try {
      return JDBCType.valueOf(number);
    } catch (IllegalArgumentException e) {
      throw SqlState.BAD_VALUE.error("there is no JDBC type " + number, e);
    }
  }

  /** The value as the type. */
  static Object convert(Object value, JDBCType type) throws SQLException {
    return switch (type) {
      case BIT, BOOLEAN -> Values.toBoolean(value);
      case TINYINT -> Values.toWhole(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case SMALLINT -> Values.toWhole(value, Short.MIN_VALUE, Short.MAX_VALUE);
      case INTEGER -> Values.toWhole(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case BIGINT -> Values.toWhole(value, Long.MIN_VALUE, Long.MAX_VALUE);
      case REAL -> Values.toFloat(value);
      case FLOAT, DOUBLE -> Values.toDouble(value);
      case NUMERIC, DECIMAL -> Values.toDecimal(value);
      case DATE -> Values.toDate(value);
      case TIME -> Values.toTime(value);
      case TIMESTAMP -> Values.toTimestamp(value);
      case TIMESTAMP_WITH_TIMEZONE -> Values.toInstant(value);
      case CHAR, VARCHAR, LONGVARCHAR, NCHAR, NVARCHAR, LONGNVARCHAR ->
          value instanceof byte[] ? value : Values.toText(value);
      case BINARY, VARBINARY, LONGVARBINARY -> Values.toBytes(value);
      case OTHER, JAVA_OBJECT -> value;
      default -> throw SqlErrors.unsupported("a parameter of the type " + type);
    };
  }

  /** As {@link #convert(Object, JDBCType)}; decimals get so many digits behind the point. */
  static Object convert(Object value, JDBCType type, int scale) throws SQLException {
    Object converted = convert(value, type);
    return converted instanceof BigDecimal decimal
        ? decimal.setScale(scale, RoundingMode.HALF_UP)
        : converted;
  }
}
