package dev.kedge.jdbc.internal.error;

import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.sql.SQLWarning;
import org.jspecify.annotations.Nullable;

/**
 * Every SQLSTATE that the driver gives, with the exception class that callers tell it by. Codes are
 * those of the SQL standard or, where it has none, of PostgreSQL; class KD is Kedge's own.
 *
 * <p>Pools throw a connection away on class 08 and on 0A000, 57P01 to 57P03 and 01002: class 08 is
 * for a database that really is gone, and the others are not used.
 */
public enum SqlState {
  /** A warning: it was done, but not quite as asked for. */
  WARNING("01000", SQLWarning::new),

  /** The connection can't be made: a malformed URL, a refused property, a missing directory. */
  CONNECTION_REFUSED("08001", SQLNonTransientConnectionException::new),
  /** Another process or application has the database open. */
  DATABASE_LOCKED("08001", SQLTransientConnectionException::new),
  /** The connection or the database is closed. */
  CONNECTION_CLOSED("08003", SQLNonTransientConnectionException::new),
  /** The database takes no more writes until it is reopened. */
  DATABASE_FENCED("08006", SQLNonTransientConnectionException::new),
  /** As fenced, and whether the transaction was committed shows only after reopening. */
  OUTCOME_UNKNOWN("08007", SQLNonTransientConnectionException::new),

  /** A parameter was not set before the statement was executed. */
  PARAMETER_MISSING("07001", SQLNonTransientException::new),
  /** A parameter or column of that number is not there. */
  NO_SUCH_INDEX("07009", SQLNonTransientException::new),
  /** A value is not of the type asked for. */
  WRONG_TYPE("22018", SQLDataException::new),
  /** A value is outside what is allowed. */
  BAD_VALUE("22023", SQLDataException::new),
  /** A key, value or transaction is too large. */
  LIMIT_EXCEEDED("54000", SQLDataException::new),
  /** A key or value is NULL. */
  NULL_VALUE("23502", SQLIntegrityConstraintViolationException::new),
  /** The key that is inserted is there already. */
  DUPLICATE_KEY("23505", SQLIntegrityConstraintViolationException::new),
  /** Not while a transaction is open. */
  TRANSACTION_OPEN("25001", SQLNonTransientException::new),
  /** A write through what only reads: a read-only connection or database, or a replica. */
  READ_ONLY("25006", SQLNonTransientException::new),
  /** The transaction failed in the middle of a statement: it can only be rolled back. */
  TRANSACTION_FAILED("25P02", SQLNonTransientException::new),
  /** Another transaction was first: run this one again. */
  CONFLICT("40001", SQLTransactionRollbackException::new),

  /** The statement is not of the language. */
  SYNTAX_ERROR("42601", SQLSyntaxErrorException::new),
  /** Statements may not name this file. */
  FILE_REFUSED("42501", SQLSyntaxErrorException::new),
  /** There is no such column. */
  NO_SUCH_COLUMN("42703", SQLSyntaxErrorException::new),
  /** The table can only be read. */
  SYSTEM_TABLE("42809", SQLSyntaxErrorException::new),
  /** There is no such table. */
  NO_SUCH_TABLE("42P01", SQLSyntaxErrorException::new),
  /** There is no such log hold. */
  NO_SUCH_HOLD("42704", SQLSyntaxErrorException::new),
  /** There is no such replica. */
  NO_SUCH_REPLICA("42704", SQLSyntaxErrorException::new),

  /** No room on the device. */
  STORAGE_FULL("53100", SQLTransientException::new),
  /** Not in the state that the call needs: a closed statement, log for a primary. */
  WRONG_STATE("55000", SQLNonTransientException::new),
  /** Cancelled by {@code cancel()}, an interrupt, or the end of the connection. */
  CANCELLED("57014", SQLTransientException::new),
  /** Cancelled as its time was up. */
  TIMED_OUT("57014", SQLTimeoutException::new),
  /** The system refused an operation on a file. */
  STORAGE_FAILED("58030", SQLNonTransientException::new),
  /** The file exists, and nothing is ever replaced. */
  TARGET_EXISTS("58P02", SQLNonTransientException::new),
  /** A file of the database is damaged. */
  CORRUPTION("XX001", SQLNonTransientException::new),

  /** A backup or shipped log is damaged or no such thing. */
  BACKUP_FORMAT("KD001", SQLNonTransientException::new),
  /** Written by a later Kedge. */
  FORMAT_VERSION("KD002", SQLNonTransientException::new),
  /** Log is missing in between. */
  REPLICA_GAP("KD003", SQLNonTransientException::new),
  /** Log of another history. */
  GENERATION_MISMATCH("KD004", SQLNonTransientException::new),
  /** The version or instant is not in what is at hand. */
  RECOVERY_TARGET("KD005", SQLNonTransientException::new),
  /** The archive did not take its log. */
  ARCHIVE_FAILED("KD006", SQLTransientException::new),
  /** A destination of replication failed. */
  DESTINATION_FAILED("KD007", SQLTransientException::new),
  /** Another writer has the destination. */
  WRITER_FENCED("KD008", SQLNonTransientException::new),
  /** Any other error of the engine. */
  ENGINE("KD000", SQLNonTransientException::new);

  private final String code;

  @SuppressWarnings("ImmutableEnumChecker") // a constructor has no state
  private final Factory factory;

  SqlState(String code, Factory factory) {
    this.code = code;
    this.factory = factory;
  }

  /** The five characters. */
  public String code() {
    return code;
  }

  /**
   * An exception of this state.
   *
   * @param message what happened, where, and what to do, in one line
   */
  public SQLException error(String message) {
    return error(message, null);
  }

  /** An exception of this state with the failure that led to it. */
  public SQLException error(String message, @Nullable Throwable cause) {
    return factory.create(message, code, cause);
  }

  private interface Factory {
    SQLException create(String message, String code, @Nullable Throwable cause);
  }
}
