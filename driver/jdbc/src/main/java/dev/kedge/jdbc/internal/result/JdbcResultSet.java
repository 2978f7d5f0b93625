package dev.kedge.jdbc.internal.result;

import dev.kedge.jdbc.internal.error.SqlErrors;
import dev.kedge.jdbc.internal.error.SqlState;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Date;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Rows, forward only and read-only. A row is read whole when it is reached. Used by one thread at a
 * time; {@link #close} may be called by any.
 */
public final class JdbcResultSet extends LabelledResultSet implements Wrapping {

  private final Rows rows;
  private final @Nullable Statement statement;
  private final Lock lock;
  private final long maxRows;
  private final Runnable onClose;
  private @Nullable Object @Nullable [] row;

  /** The next row, if it was read to see whether there is one. */
  private @Nullable Object @Nullable [] ahead;

  private int fetchSize;
  private long reached;
  private boolean ended;
  private boolean lastWasNull;
  private volatile boolean closed;

  /**
   * A result.
   *
   * @param rows what it gives
   * @param statement what it came from; null for one that describes the database
   * @param lock held while rows are read, so that nothing is closed meanwhile
   * @param maxRows how many rows at most; 0 for all
   * @param onClose called once, when it is closed
   */
  public JdbcResultSet(
      Rows rows, @Nullable Statement statement, Lock lock, long maxRows, Runnable onClose) {
    this.rows = rows;
    this.statement = statement;
    this.lock = lock;
    this.maxRows = maxRows;
    this.onClose = onClose;
  }

  // Going forward.

  @Override
  public boolean next() throws SQLException {
    lock.lock();
    try {
      checkOpen();
      row = ended || isFull() ? null : read();
      if (row == null) {
        ended = true;
        rows.source().close();
        return false;
      }
      reached++;
      return true;
    } catch (RuntimeException e) {
      throw SqlErrors.of(e);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Object @Nullable [] read() throws SQLException {
    @Nullable Object[] known = ahead;
    ahead = null;
    return known == null ? rows.source().next() : known;
  }

  private boolean isFull() {
    return maxRows > 0 && reached >= maxRows;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      row = null;
      rows.source().close();
    } finally {
      lock.unlock();
    }
    onClose.run();
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public boolean isBeforeFirst() throws SQLException {
    lock.lock();
    try {
      checkOpen();
      return reached == 0 && !ended && hasNext();
    } catch (RuntimeException e) {
      throw SqlErrors.of(e);
    } finally {
      lock.unlock();
    }
  }

  private boolean hasNext() throws SQLException {
    ahead = read();
    return ahead != null;
  }

  @Override
  public boolean isFirst() throws SQLException {
    checkOpen();
    return reached == 1 && row != null;
  }

  @Override
  public boolean isAfterLast() throws SQLException {
    checkOpen();
    return ended && reached > 0;
  }

  @Override
  public int getRow() throws SQLException {
    checkOpen();
    return row == null ? 0 : (int) Math.min(reached, Integer.MAX_VALUE);
  }

  private void checkOpen() throws SQLException {
    if (closed) {
      throw SqlState.WRONG_STATE.error(
          "the result set is closed: by itself, its statement, or the end of its transaction");
    }
  }

  // Values.

  private @Nullable Object value(int column) throws SQLException {
    checkOpen();
    if (row == null) {
      throw SqlState.WRONG_STATE.error("the result set is on no row: call next() first");
    }
    if (column < 1 || column > row.length) {
      throw SqlState.NO_SUCH_INDEX.error(
          "there is no column " + column + ": they are numbered from 1 to " + row.length);
    }
    Object value = row[column - 1];
    lastWasNull = value == null;
    return value;
  }

  @Override
  public boolean wasNull() throws SQLException {
    checkOpen();
    return lastWasNull;
  }

  @Override
  public int findColumn(String label) throws SQLException {
    checkOpen();
    List<Column> columns = rows.columns();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(label)) {
        return i + 1;
      }
    }
    throw SqlState.NO_SUCH_COLUMN.error(
        "there is no column " + label + " in " + columns.stream().map(Column::name).toList());
  }

  @Override
  public @Nullable Object getObject(int column) throws SQLException {
    Object value = value(column);
    return value instanceof byte[] bytes ? bytes.clone() : value;
  }

  @Override
  public <T> @Nullable T getObject(int column, @Nullable Class<T> type) throws SQLException {
    if (type == null) {
      throw SqlState.BAD_VALUE.error("name the class that is wanted");
    }
    Object value = value(column);
    return value == null ? null : type.cast(ObjectConversion.convert(value, type));
  }

  @Override
  public byte @Nullable [] getBytes(int column) throws SQLException {
    Object value = value(column);
    return value == null ? null : Values.toBytes(value).clone();
  }

  @Override
  public @Nullable String getString(int column) throws SQLException {
    Object value = value(column);
    return value == null ? null : Values.toText(value);
  }

  @Override
  public @Nullable String getNString(int column) throws SQLException {
    return getString(column);
  }

  @Override
  public boolean getBoolean(int column) throws SQLException {
    Object value = value(column);
    return value != null && Values.toBoolean(value);
  }

  private long whole(int column, long least, long most) throws SQLException {
    Object value = value(column);
    return value == null ? 0 : Values.toWhole(value, least, most);
  }

  @Override
  public byte getByte(int column) throws SQLException {
    return (byte) whole(column, Byte.MIN_VALUE, Byte.MAX_VALUE);
  }

  @Override
  public short getShort(int column) throws SQLException {
    return (short) whole(column, Short.MIN_VALUE, Short.MAX_VALUE);
  }

  @Override
  public int getInt(int column) throws SQLException {
    return (int) whole(column, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  @Override
  public long getLong(int column) throws SQLException {
    return whole(column, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  @Override
  public float getFloat(int column) throws SQLException {
    Object value = value(column);
    return value == null ? 0 : Values.toFloat(value);
  }

  @Override
  public double getDouble(int column) throws SQLException {
    Object value = value(column);
    return value == null ? 0 : Values.toDouble(value);
  }

  @Override
  public @Nullable BigDecimal getBigDecimal(int column) throws SQLException {
    Object value = value(column);
    return value == null ? null : Values.toDecimal(value);
  }

  @Deprecated
  @Override
  public @Nullable BigDecimal getBigDecimal(int column, int scale) throws SQLException {
    BigDecimal value = getBigDecimal(column);
    return value == null ? null : value.setScale(scale, RoundingMode.HALF_UP);
  }

  @Override
  public @Nullable Date getDate(int column) throws SQLException {
    return getDate(column, null);
  }

  @Override
  public @Nullable Time getTime(int column) throws SQLException {
    return getTime(column, null);
  }

  @Override
  public @Nullable Timestamp getTimestamp(int column) throws SQLException {
    return getTimestamp(column, null);
  }

  @Override
  public @Nullable Date getDate(int column, @Nullable Calendar calendar) throws SQLException {
    Object value = value(column);
    return value == null ? null : SqlTimes.toDate(value, calendar);
  }

  @Override
  public @Nullable Time getTime(int column, @Nullable Calendar calendar) throws SQLException {
    Object value = value(column);
    return value == null ? null : SqlTimes.toTime(value, calendar);
  }

  @Override
  public @Nullable Timestamp getTimestamp(int column, @Nullable Calendar calendar)
      throws SQLException {
    Object value = value(column);
    return value == null ? null : SqlTimes.toTimestamp(value, calendar);
  }

  @Override
  public @Nullable InputStream getBinaryStream(int column) throws SQLException {
    Object value = value(column);
    return value == null ? null : new ByteArrayInputStream(Values.toBytes(value));
  }

  @Override
  public @Nullable InputStream getAsciiStream(int column) throws SQLException {
    Object value = value(column);
    return value == null ? null : new ByteArrayInputStream(Values.toAscii(value));
  }

  @Override
  public @Nullable Reader getCharacterStream(int column) throws SQLException {
    String text = getString(column);
    return text == null ? null : new StringReader(text);
  }

  @Override
  public @Nullable Reader getNCharacterStream(int column) throws SQLException {
    return getCharacterStream(column);
  }

  // What it is.

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    checkOpen();
    return new JdbcResultSetMetaData(rows.columns());
  }

  @Override
  public @Nullable Statement getStatement() throws SQLException {
    checkOpen();
    return statement;
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    checkOpen();
    return null;
  }

  @Override
  public void clearWarnings() throws SQLException {
    checkOpen();
  }

  @Override
  public int getType() throws SQLException {
    checkOpen();
    return TYPE_FORWARD_ONLY;
  }

  @Override
  public int getConcurrency() throws SQLException {
    checkOpen();
    return CONCUR_READ_ONLY;
  }

  @Override
  public int getHoldability() throws SQLException {
    checkOpen();
    return CLOSE_CURSORS_AT_COMMIT;
  }

  @Override
  public int getFetchDirection() throws SQLException {
    checkOpen();
    return FETCH_FORWARD;
  }

  @Override
  public void setFetchDirection(int direction) throws SQLException {
    checkOpen();
    if (direction != FETCH_FORWARD) {
      throw SqlErrors.unsupported("a result set that goes backwards");
    }
  }

  @Override
  public int getFetchSize() throws SQLException {
    checkOpen();
    return fetchSize;
  }

  /** Kept, so that it is found again: rows come one by one. */
  @Override
  public void setFetchSize(int size) throws SQLException {
    checkOpen();
    if (size < 0) {
      throw SqlState.BAD_VALUE.error("a fetch size is not negative: " + size);
    }
    fetchSize = size;
  }

  @Override
  public boolean rowUpdated() throws SQLException {
    checkOpen();
    return false;
  }

  @Override
  public boolean rowInserted() throws SQLException {
    checkOpen();
    return false;
  }

  @Override
  public boolean rowDeleted() throws SQLException {
    checkOpen();
    return false;
  }
}
