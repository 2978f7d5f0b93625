package dev.kedge.jdbc.internal.error;

import static java.util.Map.entry;

import dev.kedge.ArchiveException;
import dev.kedge.BackupFormatException;
import dev.kedge.ConflictException;
import dev.kedge.CorruptionException;
import dev.kedge.DatabaseClosedException;
import dev.kedge.DatabaseFencedException;
import dev.kedge.DatabaseLockedException;
import dev.kedge.DestinationException;
import dev.kedge.FencedWriterException;
import dev.kedge.FormatVersionException;
import dev.kedge.GenerationMismatchException;
import dev.kedge.LimitExceededException;
import dev.kedge.OperationCancelledException;
import dev.kedge.Outcome;
import dev.kedge.ReadOnlyDatabaseException;
import dev.kedge.RecoveryTargetException;
import dev.kedge.ReplicaGapException;
import dev.kedge.StorageException;
import dev.kedge.StorageFullException;
import dev.kedge.TargetExistsException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;

/** The one place where errors of the engine become those of JDBC. */
public final class SqlErrors {

  private static final Map<Class<?>, SqlState> STATES =
      Map.ofEntries(
          entry(ArchiveException.class, SqlState.ARCHIVE_FAILED),
          entry(BackupFormatException.class, SqlState.BACKUP_FORMAT),
          entry(ConflictException.class, SqlState.CONFLICT),
          entry(CorruptionException.class, SqlState.CORRUPTION),
          entry(DatabaseClosedException.class, SqlState.CONNECTION_CLOSED),
          entry(DatabaseFencedException.class, SqlState.DATABASE_FENCED),
          entry(DatabaseLockedException.class, SqlState.DATABASE_LOCKED),
          entry(DestinationException.class, SqlState.DESTINATION_FAILED),
          entry(FencedWriterException.class, SqlState.WRITER_FENCED),
          entry(FormatVersionException.class, SqlState.FORMAT_VERSION),
          entry(GenerationMismatchException.class, SqlState.GENERATION_MISMATCH),
          entry(LimitExceededException.class, SqlState.LIMIT_EXCEEDED),
          entry(OperationCancelledException.class, SqlState.CANCELLED),
          entry(ReadOnlyDatabaseException.class, SqlState.READ_ONLY),
          entry(RecoveryTargetException.class, SqlState.RECOVERY_TARGET),
          entry(ReplicaGapException.class, SqlState.REPLICA_GAP),
          entry(StorageException.class, SqlState.STORAGE_FAILED),
          entry(StorageFullException.class, SqlState.STORAGE_FULL),
          entry(TargetExistsException.class, SqlState.TARGET_EXISTS));

  private SqlErrors() {}

  /** The exception to throw for what the engine threw; its message and cause are kept. */
  public static SQLException of(RuntimeException e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return state(e).error(message, e);
  }

  private static SqlState state(RuntimeException e) {
    if (e instanceof DatabaseFencedException fenced && fenced.outcome() == Outcome.UNKNOWN) {
      return SqlState.OUTCOME_UNKNOWN;
    }
    if (e instanceof IllegalArgumentException) {
      return SqlState.BAD_VALUE;
    }
    return e instanceof IllegalStateException ? SqlState.WRONG_STATE : state(e.getClass());
  }

  /** The state of an error of the engine. */
  static SqlState state(Class<?> error) {
    return STATES.getOrDefault(error, SqlState.ENGINE);
  }

  /**
   * The exception for what JDBC knows and Kedge does not. It has no SQLSTATE, since on the one that
   * JDBC has for it, 0A000, pools throw the connection away.
   *
   * @param what the method or feature
   */
  public static SQLFeatureNotSupportedException unsupported(String what) {
    return new SQLFeatureNotSupportedException(what + " is not supported by Kedge");
  }
}
