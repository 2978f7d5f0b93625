package dev.kedge.jmx;

import dev.kedge.Database;
import dev.kedge.DatabaseStats;
import dev.kedge.KedgeException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The statistics of a database, read at most every tenth of a second, so that a tool that asks for
 * each attribute by itself costs one reading. After the database is closed they stay as they were.
 */
final class StatsSample {

  private static final long MAX_AGE_NANOS = 100_000_000;

  private final Database database;
  private final Time time;
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile DatabaseStats last;
  private volatile long takenNanos;

  StatsSample(Database database, Time time) {
    this.database = database;
    this.time = time;
    this.last = database.stats();
    this.takenNanos = time.nanos().getAsLong();
  }

  /** The statistics of now, or of just before. */
  DatabaseStats get() {
    boolean old = time.nanos().getAsLong() - takenNanos >= MAX_AGE_NANOS;
    if (old && reading.compareAndSet(false, true)) {
      try {
        last = database.stats();
        takenNanos = time.nanos().getAsLong();
      } catch (KedgeException e) {
        // It is closed; getters must not fail.
      } finally {
        reading.set(false);
      }
    }
    return last;
  }
}
