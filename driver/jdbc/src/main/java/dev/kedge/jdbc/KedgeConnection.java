package dev.kedge.jdbc;

import dev.kedge.ApplyResult;
import dev.kedge.BackupOptions;
import dev.kedge.BackupResult;
import dev.kedge.LogReader;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.ShipResult;
import dev.kedge.replica.Replica;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * What a connection to Kedge can do that JDBC has no methods for. From a pool it is reached by
 * {@code connection.unwrap(KedgeConnection.class)}; do not close it, close what the pool gave.
 *
 * <p>The streams are flushed, not closed. Everything may be called outside of a transaction only,
 * or in one that has written nothing. Errors are {@link SQLException}s with the engine's error as
 * their cause.
 */
public interface KedgeConnection extends Connection {

  /**
   * The last commit that this connection would see now: generation and version.
   *
   * @throws SQLException if the connection is closed
   */
  Position position() throws SQLException;

  /**
   * The version of the last commit that this connection made; 0 if it made none. Together with
   * {@link #awaitVersion} on a replica it lets a caller read there what it wrote here.
   *
   * @throws SQLException if the connection is closed
   */
  long lastCommitVersion() throws SQLException;

  /**
   * Waits until this database has a version: on a replica, until log up to it was applied.
   *
   * @param version the version, not negative
   * @param timeout how long to wait at the most; zero only looks
   * @throws java.sql.SQLTimeoutException if it did not come in time
   * @throws SQLException also if the thread is interrupted, whose flag stays set, or a transaction
   *     is open, which would not see the version
   */
  void awaitVersion(long version, Duration timeout) throws SQLException;

  /** Writes a backup; see {@link dev.kedge.Database#backup(OutputStream, BackupOptions)}. */
  BackupResult backup(OutputStream out, BackupOptions how) throws SQLException;

  /**
   * Writes the durable commits after a version; see {@link dev.kedge.Database#shipWal(OutputStream,
   * long, ProgressListener)}.
   *
   * @param afterVersion not negative
   * @param listener hears of progress, and can cancel it
   */
  ShipResult shipWal(OutputStream out, long afterVersion, ProgressListener listener)
      throws SQLException;

  /**
   * Applies shipped log to a replica; see {@link dev.kedge.Database#applyWal(InputStream,
   * ProgressListener)}.
   */
  ApplyResult applyWal(InputStream in, ProgressListener listener) throws SQLException;

  /** Applies shipped log up to a version. */
  ApplyResult applyWalUntil(InputStream in, long version, ProgressListener listener)
      throws SQLException;

  /** Applies shipped log up to the last commit at or before an instant. */
  ApplyResult applyWalUntil(InputStream in, Instant instant, ProgressListener listener)
      throws SQLException;

  /**
   * Reads commits from the log; see {@link dev.kedge.Database#readLog(long)}. Its methods throw the
   * engine's own errors. Close it.
   *
   * @param fromVersion the first commit to read, from 1 to one behind the last
   */
  LogReader readLog(long fromVersion) throws SQLException;

  /**
   * A replica of this database, to ask how far it is, to wait until a version is at its destination
   * ({@link Replica#awaitReplicated}), or to make it do what statements can't. Its methods throw
   * the engine's own errors. It is shared: do not stop it.
   *
   * @param name its name, the same in upper and lower case
   * @throws SQLException if the database has none of that name here
   */
  Replica replica(String name) throws SQLException;
}
