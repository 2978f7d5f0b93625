package dev.kedge.jdbc.internal.session;

import dev.kedge.ApplyResult;
import dev.kedge.BackupOptions;
import dev.kedge.BackupResult;
import dev.kedge.Database;
import dev.kedge.DatabaseClosedException;
import dev.kedge.LogReader;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.ShipResult;
import dev.kedge.jdbc.KedgeProperty;
import dev.kedge.jdbc.internal.engine.Lease;
import dev.kedge.jdbc.internal.engine.StatementFiles;
import dev.kedge.jdbc.internal.error.SqlErrors;
import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.jdbc.internal.language.ParsedStatement;
import dev.kedge.jdbc.internal.metadata.JdbcDatabaseMetaData;
import dev.kedge.jdbc.internal.result.Column;
import dev.kedge.jdbc.internal.result.Wrapping;
import dev.kedge.jdbc.internal.table.KvTable;
import dev.kedge.replica.Replica;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.ClientInfoStatus;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A connection: a lease of the database, and where its statements stand. */
public final class JdbcConnection extends BaseConnection implements Wrapping {

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final String url;
  private final Lease lease;
  private final LongSupplier nanoTime;
  private final Session session;
  private final List<Column> kvColumns;
  private final CommandRunner commands;
  private final StatementCache cache = new StatementCache();
  private final Set<JdbcStatement> statements = ConcurrentHashMap.newKeySet();

  /** Held by whoever uses the database through this connection. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable SQLWarning warnings;
  private int isolation = TRANSACTION_REPEATABLE_READ;
  private int networkTimeout;
  private volatile boolean closed;

  /**
   * A connection over a lease, which it closes.
   *
   * @param url what it was opened with
   * @param lease its database
   * @param files the files that its statements may name
   * @param nanoTime a clock as {@link System#nanoTime}, for timeouts
   */
  public JdbcConnection(String url, Lease lease, StatementFiles files, LongSupplier nanoTime)
      throws SQLException {
    this.url = url;
    this.lease = lease;
    this.nanoTime = nanoTime;
    Database database = lease.database();
    boolean readOnly =
        database.options().readOnly() || lease.settings().flag(KedgeProperty.READ_ONLY);
    this.session = new Session(database, lease.settings().durability(), readOnly);
    this.kvColumns = KvTable.columns(database);
    this.commands = new CommandRunner(lease, session, new OperationRunner(lease, files), kvColumns);
    lease.warnings().forEach(this::warn);
  }

  // For statements.

  Session session() {
    return session;
  }

  CommandRunner commands() {
    return commands;
  }

  List<Column> kvColumns() {
    return kvColumns;
  }

  ReentrantLock lock() {
    return lock;
  }

  LongSupplier nanoTime() {
    return nanoTime;
  }

  void forget(JdbcStatement statement) {
    statements.remove(statement);
  }

  ParsedStatement parse(@Nullable String sql) throws SQLException {
    if (sql == null) {
      throw SqlState.SYNTAX_ERROR.error("the statement is null: give text");
    }
    return cache.parse(sql);
  }

  void checkOpen() throws SQLException {
    if (closed) {
      throw SqlState.CONNECTION_CLOSED.error("the connection is closed: get another");
    }
  }

  /** What is done to the session or the database, one at a time. */
  private interface Body<T> {
    T run() throws SQLException;
  }

  private <T> T locked(Body<T> body) throws SQLException {
    lock.lock();
    try {
      checkOpen();
      return body.run();
    } catch (RuntimeException e) {
      throw SqlErrors.of(e);
    } finally {
      lock.unlock();
    }
  }

  // Statements.

  @Override
  public Statement createStatement() throws SQLException {
    checkOpen();
    return register(new JdbcStatement(this, false));
  }

  @Override
  public PreparedStatement prepareStatement(@Nullable String sql) throws SQLException {
    checkOpen();
    return register(new JdbcPreparedStatement(this, parse(sql)));
  }

  private <S extends JdbcStatement> S register(S statement) {
    statements.add(statement);
    return statement;
  }

  @Override
  public Statement createStatement(int type, int concurrency) throws SQLException {
    checkOpen();
    weaken(type, concurrency);
    return createStatement();
  }

  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    setHoldability(holdability);
    return createStatement(type, concurrency);
  }

  @Override
  public PreparedStatement prepareStatement(@Nullable String sql, int type, int concurrency)
      throws SQLException {
    checkOpen();
    weaken(type, concurrency);
    return prepareStatement(sql);
  }

  @Override
  public PreparedStatement prepareStatement(
      @Nullable String sql, int type, int concurrency, int holdability) throws SQLException {
    setHoldability(holdability);
    return prepareStatement(sql, type, concurrency);
  }

  @Override
  public PreparedStatement prepareStatement(@Nullable String sql, int generatedKeys)
      throws SQLException {
    JdbcStatement.checkNoKeys(generatedKeys);
    return prepareStatement(sql);
  }

  @Override
  public PreparedStatement prepareStatement(@Nullable String sql, int @Nullable [] columns)
      throws SQLException {
    throw SqlErrors.unsupported("returning keys made by the database");
  }

  @Override
  public PreparedStatement prepareStatement(
      @Nullable String sql, @Nullable String @Nullable [] columns) throws SQLException {
    throw SqlErrors.unsupported("returning keys made by the database");
  }

  /** JDBC lets a driver give a simpler result set than asked for, if it says so. */
  private void weaken(int type, int concurrency) {
    if (type != ResultSet.TYPE_FORWARD_ONLY || concurrency != ResultSet.CONCUR_READ_ONLY) {
      warn("result sets are TYPE_FORWARD_ONLY and CONCUR_READ_ONLY, whatever is asked for");
    }
  }

  @Override
  public @Nullable String nativeSQL(@Nullable String sql) throws SQLException {
    checkOpen();
    return sql;
  }

  // Transactions.

  @Override
  public boolean getAutoCommit() throws SQLException {
    checkOpen();
    return session.autoCommit();
  }

  @Override
  public void setAutoCommit(boolean on) throws SQLException {
    locked(
        () -> {
          boolean ends = on != session.autoCommit();
          try {
            session.autoCommit(on);
          } finally {
            if (ends) {
              transactionEnded();
            }
          }
          return on;
        });
  }

  @Override
  public void commit() throws SQLException {
    locked(
        () -> {
          checkNoAutoCommit("commit");
          try {
            session.commit();
          } finally {
            transactionEnded();
          }
          return true;
        });
  }

  @Override
  public void rollback() throws SQLException {
    locked(
        () -> {
          checkNoAutoCommit("rollback");
          transactionEnded();
          session.rollback();
          return true;
        });
  }

  private void checkNoAutoCommit(String what) throws SQLException {
    if (session.autoCommit()) {
      throw SqlState.WRONG_STATE.error(
          what + " has no meaning while each statement is committed: setAutoCommit(false) first");
    }
  }

  private void transactionEnded() {
    statements.forEach(JdbcStatement::transactionEnded);
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    checkOpen();
    return isolation;
  }

  /**
   * Transactions are under snapshot isolation, which JDBC has no name for: it is more than
   * REPEATABLE_READ, and not SERIALIZABLE, which is refused. Less is asked for and more is given.
   */
  @Override
  public void setTransactionIsolation(int level) throws SQLException {
    checkOpen();
    switch (level) {
      case TRANSACTION_REPEATABLE_READ -> isolation = level;
      case TRANSACTION_READ_UNCOMMITTED, TRANSACTION_READ_COMMITTED -> {
        isolation = TRANSACTION_REPEATABLE_READ;
        warn("transactions are under snapshot isolation, which is more than was asked for");
      }
      case TRANSACTION_SERIALIZABLE ->
          throw SqlErrors.unsupported(
              "TRANSACTION_SERIALIZABLE: transactions are under snapshot"
                  + " isolation, so ask for TRANSACTION_REPEATABLE_READ; it");
      default -> throw SqlState.BAD_VALUE.error("there is no transaction isolation " + level);
    }
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    checkOpen();
    return session.readOnly();
  }

  @Override
  public void setReadOnly(boolean only) throws SQLException {
    locked(
        () -> {
          boolean always = session.database().options().readOnly();
          if (always && !only) {
            warn("the database was opened read-only, and so is every connection to it");
          }
          session.readOnly(only || always);
          return only;
        });
  }

  @Override
  public int getHoldability() throws SQLException {
    checkOpen();
    return ResultSet.CLOSE_CURSORS_AT_COMMIT;
  }

  @Override
  public void setHoldability(int holdability) throws SQLException {
    checkOpen();
    if (holdability != ResultSet.CLOSE_CURSORS_AT_COMMIT) {
      throw SqlErrors.unsupported("a result set that is held over a commit");
    }
  }

  // Typed access.

  @Override
  public Position position() throws SQLException {
    return locked(session::position);
  }

  @Override
  public long lastCommitVersion() throws SQLException {
    checkOpen();
    return session.lastCommitVersion();
  }

  @Override
  public Replica replica(String name) throws SQLException {
    require(name, "the name of the replica");
    return locked(() -> lease.replicas().find(name));
  }

  @Override
  public void awaitVersion(long version, Duration timeout) throws SQLException {
    require(timeout, "the timeout");
    locked(
        () -> {
          if (session.inTransaction()) {
            throw SqlState.TRANSACTION_OPEN.error(
                "the open transaction would not see the version: end it before you wait");
          }
          return version;
        });
    long begun = nanoTime.getAsLong();
    long atMost = TimeUnit.NANOSECONDS.convert(timeout);
    while (position().version() < version) {
      if (nanoTime.getAsLong() - begun >= atMost) {
        throw SqlState.TIMED_OUT.error(
            "version " + version + " did not come: the database is at " + position());
      }
      if (Thread.currentThread().isInterrupted()) {
        throw SqlState.CANCELLED.error("interrupted while waiting for version " + version);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static void require(@Nullable Object argument, String what) throws SQLException {
    if (argument == null) {
      throw SqlState.BAD_VALUE.error(what + " is null: give one");
    }
  }

  private <T> T operation(String name, Body<T> body) throws SQLException {
    return locked(
        () -> {
          session.checkNothingWritten(name);
          return body.run();
        });
  }

  /** A listener that also ends what it hears of when this connection is aborted. */
  private ProgressListener untilAborted(ProgressListener listener) {
    return new ProgressListener() {
      @Override
      public void progress(long bytesDone, long bytesTotal) {
        listener.progress(bytesDone, bytesTotal);
      }

      @Override
      public boolean isCancelled() {
        return closed || listener.isCancelled();
      }
    };
  }

  @Override
  public BackupResult backup(OutputStream out, BackupOptions how) throws SQLException {
    require(out, "the stream of the backup");
    require(how, "the way of the backup");
    require(how.listener(), "the listener of the backup");
    return operation(
        "a backup", () -> session.database().backup(out, how.with(untilAborted(how.listener()))));
  }

  @Override
  public ShipResult shipWal(OutputStream out, long afterVersion, ProgressListener listener)
      throws SQLException {
    require(out, "the stream to ship to");
    require(listener, "the listener of the shipping");
    return operation(
        "shipping", () -> session.database().shipWal(out, afterVersion, untilAborted(listener)));
  }

  @Override
  public ApplyResult applyWal(InputStream in, ProgressListener listener) throws SQLException {
    return apply(in, listener, database -> database.applyWal(in, untilAborted(listener)));
  }

  @Override
  public ApplyResult applyWalUntil(InputStream in, long version, ProgressListener listener)
      throws SQLException {
    return apply(
        in, listener, database -> database.applyWalUntil(in, version, untilAborted(listener)));
  }

  @Override
  public ApplyResult applyWalUntil(InputStream in, Instant instant, ProgressListener listener)
      throws SQLException {
    require(instant, "the instant to apply log up to");
    return apply(
        in, listener, database -> database.applyWalUntil(in, instant, untilAborted(listener)));
  }

  private ApplyResult apply(
      InputStream in, ProgressListener listener, Function<Database, ApplyResult> how)
      throws SQLException {
    require(in, "the stream of the log");
    require(listener, "the listener of the applying");
    return operation(
        "applying log",
        () -> {
          session.checkWritable();
          return how.apply(session.database());
        });
  }

  @Override
  public LogReader readLog(long fromVersion) throws SQLException {
    return operation("reading the log", () -> session.database().readLog(fromVersion));
  }

  // What pools and tools ask.

  @Override
  public boolean isValid(int seconds) throws SQLException {
    if (seconds < 0) {
      throw SqlState.BAD_VALUE.error("a timeout is not negative: " + seconds);
    }
    if (closed) {
      return false;
    }
    try {
      return !session.database().stats().fenced();
    } catch (DatabaseClosedException e) {
      return false;
    }
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    checkOpen();
    return new JdbcDatabaseMetaData(this, url, session::readOnly, kvColumns);
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    checkOpen();
    return warnings;
  }

  @Override
  public void clearWarnings() throws SQLException {
    checkOpen();
    warnings = null;
  }

  /** Warns, but only once: nobody may ever look, and what is asked for again and again repeats. */
  private void warn(String message) {
    SQLWarning last = null;
    for (SQLWarning said = warnings; said != null; said = said.getNextWarning()) {
      if (message.equals(said.getMessage())) {
        return;
      }
      last = said;
    }
    SQLWarning warning = new SQLWarning(message, SqlState.WARNING.code());
    if (last == null) {
      warnings = warning;
    } else {
      last.setNextWarning(warning);
    }
  }

  /** There is no network: kept, so that pools that set it find it again. */
  @Override
  public void setNetworkTimeout(@Nullable Executor executor, int milliseconds) throws SQLException {
    checkOpen();
    if (milliseconds < 0) {
      throw SqlState.BAD_VALUE.error("a timeout is not negative: " + milliseconds);
    }
    networkTimeout = milliseconds;
  }

  @Override
  public int getNetworkTimeout() throws SQLException {
    checkOpen();
    return networkTimeout;
  }

  /** There are no catalogs. As JDBC has it, the name is passed over. */
  @Override
  public void setCatalog(@Nullable String catalog) throws SQLException {
    checkOpen();
  }

  @Override
  public @Nullable String getCatalog() throws SQLException {
    checkOpen();
    return null;
  }

  /** Names are always given in full. As JDBC has it, the name is passed over. */
  @Override
  public void setSchema(@Nullable String schema) throws SQLException {
    checkOpen();
  }

  @Override
  public @Nullable String getSchema() throws SQLException {
    checkOpen();
    return null;
  }

  @Override
  public Map<String, Class<?>> getTypeMap() throws SQLException {
    checkOpen();
    return Map.of();
  }

  @Override
  public void setTypeMap(@Nullable Map<String, Class<?>> types) throws SQLException {
    checkOpen();
    if (types != null && !types.isEmpty()) {
      throw SqlErrors.unsupported("mapping types to classes");
    }
  }

  /** No client information is known. As JDBC has it, that is a warning. */
  @Override
  public void setClientInfo(@Nullable String name, @Nullable String value)
      throws SQLClientInfoException {
    checkOpenForClientInfo();
    warn("client information is not kept");
  }

  @Override
  public void setClientInfo(@Nullable Properties properties) throws SQLClientInfoException {
    checkOpenForClientInfo();
    if (properties != null && !properties.isEmpty()) {
      warn("client information is not kept");
    }
  }

  private void checkOpenForClientInfo() throws SQLClientInfoException {
    if (closed) {
      throw new SQLClientInfoException(
          "the connection is closed: get another",
          SqlState.CONNECTION_CLOSED.code(),
          Map.<String, ClientInfoStatus>of());
    }
  }

  @Override
  public @Nullable String getClientInfo(@Nullable String name) throws SQLException {
    checkOpen();
    return null;
  }

  @Override
  public Properties getClientInfo() throws SQLException {
    checkOpen();
    return new Properties();
  }

  // The end.

  @Override
  public void close() throws SQLException {
    lock.lock();
    try {
      if (!closed) {
        statements.forEach(JdbcStatement::close);
        closed = true;
        release();
      }
    } catch (RuntimeException e) {
      throw SqlErrors.of(e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the connection whatever it is doing: what runs is cancelled, and what is open is given
   * back by the executor, once the thread that runs has stopped.
   */
  @Override
  public void abort(@Nullable Executor executor) throws SQLException {
    if (executor == null) {
      throw SqlState.BAD_VALUE.error("an executor is needed to abort");
    }
    if (!closed) {
      closed = true;
      statements.forEach(JdbcStatement::cancelRunning);
      executor.execute(this::releaseAborted);
    }
  }

  private void releaseAborted() {
    lock.lock();
    try {
      statements.forEach(JdbcStatement::close);
      release();
    } finally {
      lock.unlock();
    }
  }

  private void release() {
    try {
      session.rollback();
    } finally {
      lease.close();
    }
  }

  @Override
  public boolean isClosed() {
    return closed;
  }
}
