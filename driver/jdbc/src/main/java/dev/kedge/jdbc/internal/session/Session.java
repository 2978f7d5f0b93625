package dev.kedge.jdbc.internal.session;

import dev.kedge.Commit;
import dev.kedge.ConflictException;
import dev.kedge.Database;
import dev.kedge.DatabaseFencedException;
import dev.kedge.Durability;
import dev.kedge.Position;
import dev.kedge.ReadOnlyDatabaseException;
import dev.kedge.ReadView;
import dev.kedge.Snapshot;
import dev.kedge.Transaction;
import dev.kedge.WriteBatch;
import dev.kedge.jdbc.internal.error.SqlState;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection stands: committing each statement by itself, or within a transaction, which
 * begins with the first statement after the last one ended. Of a database that takes no commits, as
 * it is a replica, read-only or fenced, a transaction reads a snapshot.
 */
final class Session {

  private static final int ATTEMPTS = 16;

  private final Database database;
  private final Durability durability;
  private boolean autoCommit = true;
  private boolean readOnly;
  private boolean failed;
  private @Nullable Transaction transaction;

  /** In place of a transaction, where none can write. */
  private @Nullable Snapshot snapshot;

  private long lastCommitVersion;

  Session(Database database, Durability durability, boolean readOnly) {
    this.database = database;
    this.durability = durability;
    this.readOnly = readOnly;
  }

  /** Changes to make in a transaction. */
  @FunctionalInterface
  interface Work<T> {

    /** Makes them. */
    T run(Transaction transaction) throws SQLException;

    /** Whether some may be made already when {@code run} fails: they can't be undone alone. */
    default boolean hasChanged() {
      return true;
    }
  }

  Database database() {
    return database;
  }

  boolean autoCommit() {
    return autoCommit;
  }

  boolean readOnly() {
    return readOnly;
  }

  /** The version of the last commit of this connection, 0 if there is none. */
  long lastCommitVersion() {
    return lastCommitVersion;
  }

  /** Switches; a transaction that is open is committed. */
  void autoCommit(boolean on) throws SQLException {
    if (on != autoCommit) {
      commit();
      autoCommit = on;
    }
  }

  void readOnly(boolean only) throws SQLException {
    if (inTransaction() && only != readOnly) {
      throw SqlState.TRANSACTION_OPEN.error(
          "a transaction is open: commit or roll it back before setReadOnly");
    }
    readOnly = only;
  }

  boolean inTransaction() {
    return transaction != null || snapshot != null;
  }

  /** The last commit that statements see. */
  Position position() {
    if (transaction != null) {
      return transaction.snapshotPosition();
    }
    return snapshot != null ? snapshot.position() : database.position();
  }

  /** What statements read. */
  ReadView view() throws SQLException {
    if (autoCommit) {
      return database;
    }
    checkNotFailed();
    if (transaction != null) {
      return transaction;
    }
    return snapshot != null ? snapshot : begin();
  }

  private ReadView begin() {
    try {
      Transaction begun = database.begin();
      transaction = begun;
      return begun;
    } catch (ReadOnlyDatabaseException | DatabaseFencedException e) {
      Snapshot taken = database.snapshot();
      snapshot = taken;
      return taken;
    }
  }

  /** What statements change. */
  private Transaction transaction() throws SQLException {
    checkNotFailed();
    if (transaction != null) {
      return transaction;
    }
    Transaction begun = database.begin();
    if (snapshot != null) {
      begun.close();
      throw SqlState.READ_ONLY.error(
          "the open transaction only reads, as the database took no commits when it began: commit"
              + " or roll it back first");
    }
    transaction = begun;
    return begun;
  }

  private void checkNotFailed() throws SQLException {
    if (failed) {
      throw SqlState.TRANSACTION_FAILED.error(
          "an earlier statement of this transaction failed halfway: roll it back");
    }
  }

  /** Runs changes: in the transaction, or in one of their own that is committed at once. */
  <T> T write(Work<T> work) throws SQLException {
    return autoCommit ? writeAndCommit(work) : writeInTransaction(work);
  }

  private <T> T writeInTransaction(Work<T> work) throws SQLException {
    Transaction open = transaction();
    boolean done = false;
    try {
      T result = work.run(open);
      done = true;
      return result;
    } finally {
      failed = !done && work.hasChanged();
    }
  }

  private <T> T writeAndCommit(Work<T> work) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try (Transaction own = database.begin()) {
        T result = work.run(own);
        if (own.hasWrites()) {
          committed(own.commit(durability));
        }
        return result;
      } catch (ConflictException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Commits changes that read nothing, so that they conflict with nobody. */
  void write(WriteBatch batch) {
    committed(database.write(batch, durability));
  }

  private void committed(Commit commit) {
    lastCommitVersion = commit.version();
  }

  /** Commits what is open, if anything is; after an error it is rolled back. */
  void commit() throws SQLException {
    if (failed) {
      rollback();
      throw SqlState.TRANSACTION_FAILED.error(
          "a statement of this transaction failed halfway: nothing of it was committed");
    }
    letSnapshotGo();
    Transaction open = transaction;
    transaction = null;
    if (open != null) {
      try (open) {
        if (open.hasWrites()) {
          committed(open.commit(durability));
        }
      }
    }
  }

  /** Ends what is open without a trace. */
  void rollback() {
    letSnapshotGo();
    Transaction open = transaction;
    transaction = null;
    failed = false;
    if (open != null) {
      open.close();
    }
  }

  private void letSnapshotGo() {
    Snapshot taken = snapshot;
    snapshot = null;
    if (taken != null) {
      taken.close();
    }
  }

  /** Refuses a command that would write where this connection may not. */
  void checkWritable() throws SQLException {
    if (readOnly) {
      throw SqlState.READ_ONLY.error("the connection is read-only: write through another");
    }
  }

  /** Refuses a change of entries in a database that was a replica and has not been promoted. */
  void checkEntriesWritable() throws SQLException {
    checkWritable();
    if (database.isRememberedReplica()) {
      throw SqlState.READ_ONLY.error(
          database.path() + " is a replica: write to its primary, or PROMOTE it first");
    }
  }

  /** Refuses what would not see the changes of the open transaction. */
  void checkNothingWritten(String what) throws SQLException {
    Transaction open = transaction;
    if (open != null && open.hasWrites()) {
      throw SqlState.TRANSACTION_OPEN.error(
          what + " does not see what this transaction has written: commit or roll it back first");
    }
  }
}
