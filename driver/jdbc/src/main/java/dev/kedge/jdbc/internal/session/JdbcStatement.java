package dev.kedge.jdbc.internal.session;

import dev.kedge.jdbc.internal.error.SqlErrors;
import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.jdbc.internal.language.Command;
import dev.kedge.jdbc.internal.language.ParsedStatement;
import dev.kedge.jdbc.internal.result.JdbcResultSet;
import dev.kedge.jdbc.internal.result.Rows;
import dev.kedge.jdbc.internal.result.Wrapping;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements given as text. */
class JdbcStatement extends BaseStatement implements Wrapping {

  private static final long NO_COUNT = -1;

  private final JdbcConnection connection;
  private final List<Bound<Command.Write>> batch = new ArrayList<>();
  private volatile @Nullable Execution running;
  private @Nullable JdbcResultSet result;
  private boolean resultOfTransaction;
  private long count = NO_COUNT;
  private Duration timeout = Duration.ZERO;
  private long maxRows;
  private int fetchSize;
  private boolean poolable;
  private boolean closeOnCompletion;
  private volatile boolean closed;

  /**
   * A statement.
   *
   * @param poolable whether it is worth keeping, unless somebody sets it otherwise
   */
  JdbcStatement(JdbcConnection connection, boolean poolable) {
    this.connection = connection;
    this.poolable = poolable;
  }

  // Executing.

  @Override
  public boolean execute(@Nullable String sql) throws SQLException {
    return run(text(sql));
  }

  @Override
  public ResultSet executeQuery(@Nullable String sql) throws SQLException {
    return runQuery(text(sql));
  }

  @Override
  public long executeLargeUpdate(@Nullable String sql) throws SQLException {
    return runUpdate(text(sql));
  }

  /** Reads a statement of text. */
  Bound<Command> text(@Nullable String sql) throws SQLException {
    checkOpen();
    ParsedStatement statement = connection.parse(sql);
    if (statement.parameters() > 0) {
      throw SqlState.PARAMETER_MISSING.error(
          "the statement has parameters: use prepareStatement to set them");
    }
    return new Bound<>(statement.command(), new Parameters(0));
  }

  final boolean run(Bound<Command> bound) throws SQLException {
    if (bound.command() instanceof Command.Write write) {
      count = execute(execution -> updated(new Bound<>(write, bound.parameters()), execution));
      return false;
    }
    query(bound);
    return true;
  }

  final ResultSet runQuery(Bound<Command> bound) throws SQLException {
    if (!bound.command().givesRows()) {
      throw SqlState.WRONG_STATE.error("the statement gives no rows: use executeUpdate");
    }
    return query(bound);
  }

  final long runUpdate(Bound<Command> bound) throws SQLException {
    if (!(bound.command() instanceof Command.Write)) {
      throw SqlState.WRONG_STATE.error("the statement gives rows: use executeQuery or execute");
    }
    run(bound);
    return count;
  }

  private ResultSet query(Bound<Command> bound) throws SQLException {
    Rows rows = execute(execution -> connection.commands().query(bound, execution));
    JdbcResultSet opened =
        new JdbcResultSet(rows, this, connection.lock(), maxRows, this::resultClosed);
    opened.setFetchSize(fetchSize);
    result = opened;
    resultOfTransaction = connection.session().inTransaction();
    return opened;
  }

  private long updated(Bound<Command.Write> change, Execution execution) throws SQLException {
    return connection.commands().update(change, execution);
  }

  /** What is done under the connection's lock, and can be cancelled. */
  private interface Body<T> {
    T run(Execution execution) throws SQLException;
  }

  private <T> T execute(Body<T> body) throws SQLException {
    checkOpen();
    Execution execution = new Execution(timeout, connection.nanoTime());
    // Before it waits for another statement of the connection, so that no cancel is lost.
    running = execution;
    try {
      return locked(body, execution);
    } finally {
      running = null;
    }
  }

  private <T> T locked(Body<T> body, Execution execution) throws SQLException {
    execution.lock(connection.lock());
    try {
      checkOpen();
      closeResult();
      count = NO_COUNT;
      return body.run(execution);
    } catch (RuntimeException e) {
      throw execution.error(e);
    } finally {
      connection.lock().unlock();
    }
  }

  @Override
  public void cancel() throws SQLException {
    checkOpen();
    cancelRunning();
  }

  final void cancelRunning() {
    Execution execution = running;
    if (execution != null) {
      execution.cancel();
    }
  }

  // Batches.

  @Override
  public void addBatch(@Nullable String sql) throws SQLException {
    addBatch(text(sql));
  }

  final void addBatch(Bound<Command> bound) throws SQLException {
    checkOpen();
    if (!(bound.command() instanceof Command.Write write)) {
      throw SqlState.WRONG_STATE.error(
          "a batch takes INSERT, UPSERT, UPDATE and DELETE only: execute others by themselves");
    }
    batch.add(new Bound<>(write, bound.parameters()));
  }

  @Override
  public void clearBatch() throws SQLException {
    checkOpen();
    batch.clear();
  }

  @Override
  public int[] executeBatch() throws SQLException {
    return Arrays.stream(executeLargeBatch()).mapToInt(JdbcStatement::clamp).toArray();
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    checkOpen();
    List<Bound<Command.Write>> changes = List.copyOf(batch);
    batch.clear();
    if (changes.isEmpty()) {
      return new long[0];
    }
    return connection.session().autoCommit() ? batchOfItsOwn(changes) : batchWithin(changes);
  }

  /** Outside of a transaction a batch is one of its own. */
  private long[] batchOfItsOwn(List<Bound<Command.Write>> changes) throws SQLException {
    try {
      return execute(execution -> connection.commands().updateTogether(changes, execution));
    } catch (SQLException e) {
      long[] counts = new long[changes.size()];
      Arrays.fill(counts, EXECUTE_FAILED);
      throw failed(e, counts);
    }
  }

  private long[] batchWithin(List<Bound<Command.Write>> changes) throws SQLException {
    long[] counts = new long[changes.size()];
    for (int i = 0; i < counts.length; i++) {
      Bound<Command.Write> change = changes.get(i);
      try {
        counts[i] = execute(execution -> updated(change, execution));
      } catch (SQLException e) {
        throw failed(e, Arrays.copyOf(counts, i));
      }
    }
    return counts;
  }

  private static BatchUpdateException failed(SQLException e, long[] counts) {
    return new BatchUpdateException(e.getMessage(), e.getSQLState(), e.getErrorCode(), counts, e);
  }

  // Results.

  @Override
  public @Nullable ResultSet getResultSet() throws SQLException {
    checkOpen();
    return result;
  }

  @Override
  public long getLargeUpdateCount() throws SQLException {
    checkOpen();
    return count;
  }

  @Override
  public int getUpdateCount() throws SQLException {
    return clamp(getLargeUpdateCount());
  }

  @Override
  public int executeUpdate(@Nullable String sql) throws SQLException {
    return clamp(executeLargeUpdate(sql));
  }

  /** A count as JDBC's older methods give it, which have no room for more. */
  static int clamp(long count) {
    return (int) Math.min(count, Integer.MAX_VALUE);
  }

  @Override
  public boolean getMoreResults() throws SQLException {
    return getMoreResults(CLOSE_CURRENT_RESULT);
  }

  @Override
  public boolean getMoreResults(int current) throws SQLException {
    checkOpen();
    switch (current) {
      case CLOSE_CURRENT_RESULT -> closeResult();
      case KEEP_CURRENT_RESULT, CLOSE_ALL_RESULTS ->
          throw SqlErrors.unsupported("more than one result that is open");
      default ->
          throw SqlState.BAD_VALUE.error(
              "getMoreResults does not know " + current + ": give CLOSE_CURRENT_RESULT");
    }
    count = NO_COUNT;
    return false;
  }

  private void closeResult() {
    JdbcResultSet open = result;
    result = null;
    if (open != null) {
      open.close();
    }
  }

  private void resultClosed() {
    // Not when it is closed to make room for the next one.
    if (closeOnCompletion && result != null) {
      close();
    }
  }

  /** Closes what a transaction that has ended left open. */
  final void transactionEnded() {
    if (resultOfTransaction) {
      closeResult();
    }
  }

  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    checkOpen();
    return new JdbcResultSet(Rows.of(List.of(), List.of()), this, connection.lock(), 0, () -> {});
  }

  // Of keys that the database makes there are none to return.

  @Override
  public boolean execute(@Nullable String sql, int generatedKeys) throws SQLException {
    checkNoKeys(generatedKeys);
    return execute(sql);
  }

  @Override
  public int executeUpdate(@Nullable String sql, int generatedKeys) throws SQLException {
    checkNoKeys(generatedKeys);
    return executeUpdate(sql);
  }

  @Override
  public long executeLargeUpdate(@Nullable String sql, int generatedKeys) throws SQLException {
    checkNoKeys(generatedKeys);
    return executeLargeUpdate(sql);
  }

  static void checkNoKeys(int generatedKeys) throws SQLException {
    if (generatedKeys != NO_GENERATED_KEYS) {
      throw SqlErrors.unsupported("returning keys made by the database");
    }
  }

  // Settings.

  @Override
  public int getQueryTimeout() throws SQLException {
    checkOpen();
    return (int) timeout.toSeconds();
  }

  @Override
  public void setQueryTimeout(int seconds) throws SQLException {
    checkOpen();
    timeout = Duration.ofSeconds(checkNotNegative(seconds, "a query timeout"));
  }

  @Override
  public long getLargeMaxRows() throws SQLException {
    checkOpen();
    return maxRows;
  }

  @Override
  public void setLargeMaxRows(long rows) throws SQLException {
    checkOpen();
    maxRows = checkNotNegative(rows, "a maximum of rows");
  }

  @Override
  public int getMaxRows() throws SQLException {
    return clamp(getLargeMaxRows());
  }

  @Override
  public void setMaxRows(int rows) throws SQLException {
    setLargeMaxRows(rows);
  }

  @Override
  public int getMaxFieldSize() throws SQLException {
    checkOpen();
    return 0;
  }

  @Override
  public void setMaxFieldSize(int bytes) throws SQLException {
    checkOpen();
    if (checkNotNegative(bytes, "a field size") != 0) {
      throw SqlErrors.unsupported("cutting values at a length");
    }
  }

  @Override
  public int getFetchSize() throws SQLException {
    checkOpen();
    return fetchSize;
  }

  @Override
  public void setFetchSize(int rows) throws SQLException {
    checkOpen();
    fetchSize = (int) checkNotNegative(rows, "a fetch size");
  }

  private static long checkNotNegative(long number, String what) throws SQLException {
    if (number < 0) {
      throw SqlState.BAD_VALUE.error(what + " is not negative: " + number);
    }
    return number;
  }

  @Override
  public int getFetchDirection() throws SQLException {
    checkOpen();
    return ResultSet.FETCH_FORWARD;
  }

  @Override
  public void setFetchDirection(int direction) throws SQLException {
    checkOpen();
    if (direction != ResultSet.FETCH_FORWARD) {
      throw SqlErrors.unsupported("a result set that goes backwards");
    }
  }

  /** There are no escapes in the language, so there is nothing to switch. */
  @Override
  public void setEscapeProcessing(boolean enable) throws SQLException {
    checkOpen();
  }

  @Override
  public int getResultSetType() throws SQLException {
    checkOpen();
    return ResultSet.TYPE_FORWARD_ONLY;
  }

  @Override
  public int getResultSetConcurrency() throws SQLException {
    checkOpen();
    return ResultSet.CONCUR_READ_ONLY;
  }

  @Override
  public int getResultSetHoldability() throws SQLException {
    checkOpen();
    return ResultSet.CLOSE_CURSORS_AT_COMMIT;
  }

  @Override
  public boolean isPoolable() throws SQLException {
    checkOpen();
    return poolable;
  }

  @Override
  public void setPoolable(boolean on) throws SQLException {
    checkOpen();
    poolable = on;
  }

  @Override
  public boolean isCloseOnCompletion() throws SQLException {
    checkOpen();
    return closeOnCompletion;
  }

  @Override
  public void closeOnCompletion() throws SQLException {
    checkOpen();
    closeOnCompletion = true;
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

  // What it is.

  @Override
  public Connection getConnection() throws SQLException {
    checkOpen();
    return connection;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      closeResult();
      connection.forget(this);
    }
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  final void checkOpen() throws SQLException {
    connection.checkOpen();
    if (closed) {
      throw SqlState.WRONG_STATE.error("the statement is closed");
    }
  }
}
