package dev.kedge.jdbc.internal.session;

import dev.kedge.jdbc.internal.error.SqlErrors;
import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.jdbc.internal.language.Command;
import dev.kedge.jdbc.internal.language.ParsedStatement;
import dev.kedge.jdbc.internal.result.Column;
import dev.kedge.jdbc.internal.result.JdbcResultSetMetaData;
import dev.kedge.jdbc.internal.result.SqlTimes;
import dev.kedge.jdbc.internal.result.Values;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement with parameters. */
final class JdbcPreparedStatement extends BasePreparedStatement {

  private final Command command;
  private final List<Column> columns;
  private final Parameters parameters;

  JdbcPreparedStatement(JdbcConnection connection, ParsedStatement statement) throws SQLException {
    super(connection);
    this.command = statement.command();
    this.columns = CommandColumns.of(command, connection.kvColumns());
    this.parameters = new Parameters(statement.parameters());
  }

  @Override
  Bound<Command> text(@Nullable String sql) throws SQLException {
    throw SqlState.WRONG_STATE.error(
        "a prepared statement executes what it was prepared for: use createStatement for text");
  }

  private Bound<Command> complete() throws SQLException {
    checkOpen();
    parameters.checkComplete();
    return new Bound<>(command, parameters);
  }

  @Override
  public boolean execute() throws SQLException {
    return run(complete());
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    return runQuery(complete());
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    return runUpdate(complete());
  }

  @Override
  public int executeUpdate() throws SQLException {
    return clamp(executeLargeUpdate());
  }

  @Override
  public void addBatch() throws SQLException {
    addBatch(new Bound<>(complete().command(), parameters.copy()));
  }

  @Override
  public void clearParameters() throws SQLException {
    checkOpen();
    parameters.clear();
  }

  // Parameters.

  @Override
  public void setObject(int parameter, @Nullable Object value) throws SQLException {
    checkOpen();
    // Found out here, where the caller can see which parameter it was.
    Object kept = value instanceof byte[] bytes ? bytes.clone() : value;
    requireText(parameter, kept);
    parameters.set(parameter, kept);
  }

  private static void requireText(int parameter, @Nullable Object value) throws SQLException {
    if (value != null && !(value instanceof byte[])) {
      Values.requireWhole(Values.toText(value), "parameter " + parameter);
    }
  }

  @Override
  public void setObject(int parameter, @Nullable Object value, int type) throws SQLException {
    checkOpen();
    JDBCType wanted = ParameterConversion.type(type);
    requireText(parameter, value);
    setObject(parameter, value == null ? null : ParameterConversion.convert(value, wanted));
  }

  @Override
  public void setObject(int parameter, @Nullable Object value, int type, int scale)
      throws SQLException {
    checkOpen();
    JDBCType wanted = ParameterConversion.type(type);
    requireText(parameter, value);
    setObject(parameter, value == null ? null : ParameterConversion.convert(value, wanted, scale));
  }

  @Override
  public void setObject(int parameter, @Nullable Object value, @Nullable SQLType type)
      throws SQLException {
    setObject(parameter, value, number(type));
  }

  @Override
  public void setObject(int parameter, @Nullable Object value, @Nullable SQLType type, int scale)
      throws SQLException {
    setObject(parameter, value, number(type), scale);
  }

  private static int number(@Nullable SQLType type) throws SQLException {
    if (type instanceof JDBCType known) {
      return known.getVendorTypeNumber();
    }
    throw SqlErrors.unsupported("a parameter of the type " + type);
  }

  @Override
  public void setNull(int parameter, int type) throws SQLException {
    setObject(parameter, null);
  }

  @Override
  public void setNull(int parameter, int type, @Nullable String typeName) throws SQLException {
    setObject(parameter, null);
  }

  @Override
  public void setBytes(int parameter, byte @Nullable [] value) throws SQLException {
    setObject(parameter, value);
  }

  @Override
  public void setString(int parameter, @Nullable String value) throws SQLException {
    setObject(parameter, value);
  }

  @Override
  public void setNString(int parameter, @Nullable String value) throws SQLException {
    setObject(parameter, value);
  }

  @Override
  public void setBoolean(int parameter, boolean value) throws SQLException {
    setObject(parameter, value);
  }

  @Override
  public void setByte(int parameter, byte value) throws SQLException {
    setObject(parameter, value);
  }

  @Override
  public void setShort(int parameter, short value) throws SQLException {
    setObject(parameter, value);
  }

  @Override
  public void setInt(int parameter, int value) throws SQLException {
    setObject(parameter, value);
  }

  @Override
  public void setLong(int parameter, long value) throws SQLException {
    setObject(parameter, value);
  }

  @Override
  public void setFloat(int parameter, float value) throws SQLException {
    setObject(parameter, value);
  }

  @Override
  public void setDouble(int parameter, double value) throws SQLException {
    setObject(parameter, value);
  }

  @Override
  public void setBigDecimal(int parameter, @Nullable BigDecimal value) throws SQLException {
    setObject(parameter, value);
  }

  @Override
  public void setDate(int parameter, @Nullable Date value) throws SQLException {
    setObject(parameter, value);
  }

  @Override
  public void setTime(int parameter, @Nullable Time value) throws SQLException {
    setObject(parameter, value);
  }

  @Override
  public void setTimestamp(int parameter, @Nullable Timestamp value) throws SQLException {
    setObject(parameter, value);
  }

  @Override
  public void setDate(int parameter, @Nullable Date value, @Nullable Calendar calendar)
      throws SQLException {
    setObject(
        parameter, value == null || calendar == null ? value : SqlTimes.date(value, calendar));
  }

  @Override
  public void setTime(int parameter, @Nullable Time value, @Nullable Calendar calendar)
      throws SQLException {
    setObject(
        parameter, value == null || calendar == null ? value : SqlTimes.time(value, calendar));
  }

  /** It is stored as an instant, which needs no zone: a calendar changes nothing. */
  @Override
  public void setTimestamp(int parameter, @Nullable Timestamp value, @Nullable Calendar calendar)
      throws SQLException {
    setObject(parameter, value);
  }

  // Streams are read when they are set: a value is in memory whole anyway.

  @Override
  public void setBinaryStream(int parameter, @Nullable InputStream value) throws SQLException {
    setObject(parameter, value == null ? null : bytes(value, Long.MAX_VALUE));
  }

  @Override
  public void setBinaryStream(int parameter, @Nullable InputStream value, int length)
      throws SQLException {
    setBinaryStream(parameter, value, (long) length);
  }

  @Override
  public void setBinaryStream(int parameter, @Nullable InputStream value, long length)
      throws SQLException {
    setObject(parameter, value == null ? null : bytes(value, length));
  }

  @Override
  public void setAsciiStream(int parameter, @Nullable InputStream value) throws SQLException {
    setAsciiStream(parameter, value, Long.MAX_VALUE);
  }

  @Override
  public void setAsciiStream(int parameter, @Nullable InputStream value, int length)
      throws SQLException {
    setAsciiStream(parameter, value, (long) length);
  }

  @Override
  public void setAsciiStream(int parameter, @Nullable InputStream value, long length)
      throws SQLException {
    setObject(parameter, value == null ? null : Values.fromAscii(bytes(value, length)));
  }

  @Override
  public void setCharacterStream(int parameter, @Nullable Reader value) throws SQLException {
    setCharacterStream(parameter, value, Long.MAX_VALUE);
  }

  @Override
  public void setCharacterStream(int parameter, @Nullable Reader value, int length)
      throws SQLException {
    setCharacterStream(parameter, value, (long) length);
  }

  @Override
  public void setCharacterStream(int parameter, @Nullable Reader value, long length)
      throws SQLException {
    setObject(parameter, value == null ? null : text(value, length));
  }

  @Override
  public void setNCharacterStream(int parameter, @Nullable Reader value) throws SQLException {
    setCharacterStream(parameter, value);
  }

  @Override
  public void setNCharacterStream(int parameter, @Nullable Reader value, long length)
      throws SQLException {
    setCharacterStream(parameter, value, length);
  }

  private static byte[] bytes(InputStream in, long length) throws SQLException {
    checkLength(length);
    try {
      byte[] bytes = in.readNBytes((int) Math.min(length, Integer.MAX_VALUE - 8));
      checkWhole(bytes.length, length);
      return bytes;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static String text(Reader in, long length) throws SQLException {
    checkLength(length);
    StringWriter text = new StringWriter();
    char[] buffer = new char[8192];
    try {
      long left = length;
      int read = 0;
      while (left > 0 && read >= 0) {
        read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        text.write(buffer, 0, Math.max(read, 0));
        left -= Math.max(read, 0);
      }
      checkWhole(length - left, length);
      return text.toString();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static void checkLength(long length) throws SQLException {
    if (length < 0) {
      throw SqlState.BAD_VALUE.error("a length is not negative: " + length);
    }
  }

  private static void checkWhole(long read, long length) throws SQLException {
    if (length != Long.MAX_VALUE && read < length) {
      throw SqlState.BAD_VALUE.error("the stream has " + read + " of the promised " + length);
    }
  }

  private static SQLException unreadable(IOException e) {
    return SqlState.BAD_VALUE.error("the stream of a parameter can't be read: " + e, e);
  }

  // What it is.

  @Override
  public @Nullable ResultSetMetaData getMetaData() throws SQLException {
    checkOpen();
    return columns.isEmpty() ? null : new JdbcResultSetMetaData(columns);
  }

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    checkOpen();
    return new JdbcParameterMetaData(parameters.count());
  }
}
