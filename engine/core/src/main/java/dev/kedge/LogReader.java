package dev.kedge;

import dev.kedge.internal.store.LogEntries;
import dev.kedge.internal.store.Store;
import dev.kedge.internal.wal.LogCursor;
import org.jspecify.annotations.Nullable;

/**
 * Reads commits from the log, in order and without a gap, from exactly the version asked for. It
 * sees only commits that are durable, and keeps the log it has yet to read in the current segment
 * from being discarded; to keep more, create a hold.
 *
 * <p>Used by one thread at a time.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public final class LogReader implements AutoCloseable {

  private final Store store;
  private final LogCursor cursor;

  LogReader(Store store, LogCursor cursor) {
    this.store = store;
    this.cursor = cursor;
  }

  /**
   * The next commit.
   *
   * @return null if there is none yet; call again later
   * @throws ReplicaGapException if the log it has to read next was discarded meanwhile
   * @throws CorruptionException if the log is damaged
   * @throws DatabaseClosedException if the database was closed
   */
  public @Nullable LogEntry next() {
    store.checkOpen();
    return LogEntries.next(cursor);
  }

  /** The version of the last commit that was returned; at first the one before the first. */
  public long version() {
    return cursor.version();
  }

  /** Lets the log go. A second call does nothing. */
  @Override
  public void close() {
    cursor.close();
  }
}
