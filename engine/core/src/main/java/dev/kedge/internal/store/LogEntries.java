package dev.kedge.internal.store;

import dev.kedge.LogEntry;
import dev.kedge.LogOperation;
import dev.kedge.internal.wal.LogCursor;
import dev.kedge.internal.wal.LogRecord;
import dev.kedge.internal.wal.Op;
import org.jspecify.annotations.Nullable;

/** Log records as the API shows them. */
public final class LogEntries {

  private LogEntries() {}

  /** The next record of a cursor, or null if there is none yet. */
  public static @Nullable LogEntry next(LogCursor cursor) {
    LogRecord record = cursor.next();
    return record == null
        ? null
        : new LogEntry(
            cursor.generation(),
            record.version(),
            Micros.instant(record.timeMicros()),
            record.history(),
            record.ops().stream().map(LogEntries::operation).toList());
  }

  private static LogOperation operation(Op op) {
    LogOperation.Kind kind =
        switch (op.type()) {
          case PUT -> LogOperation.Kind.PUT;
          case DELETE -> LogOperation.Kind.DELETE;
          case DELETE_RANGE -> LogOperation.Kind.DELETE_RANGE;
        };
    return new LogOperation(kind, op.key(), op.value());
  }
}
