package dev.kedge.jmx;

import dev.kedge.Database;
import dev.kedge.DatabaseStats;
import dev.kedge.KedgeException;
import java.util.concurrent.Executor;

/**
 * The statistics of a database, read every second in the background for as long as somebody asks:
 * they need the length of a file, for which a disk that stands still lets wait. After the database
 * is closed they stay as they were.
 */
final class StatsSample {

  private final Database database;
  private final Time time;
  private final Refresher refresher;
  private volatile Sample last;

  StatsSample(Database database, Time time, Executor background) {
    this.database = database;
    this.time = time;
    this.refresher = new Refresher(time, background, this::refresh);
    this.last = read();
  }

  /** What was read at one moment. */
  private record Sample(DatabaseStats stats, long nanos) {}

  /** The statistics of a second ago at most, unless reading them takes longer. */
  DatabaseStats get() {
    refresher.asked();
    return last.stats;
  }

  /** How old they are. */
  double ageSeconds() {
    refresher.asked();
    return time.secondsSince(last.nanos);
  }

  /** Reads them now. */
  void refresh() {
    try {
      last = read();
    } catch (KedgeException e) {
      // It is closed; getters must not fail.
    }
  }

  private Sample read() {
    long nanos = time.nanos().getAsLong();
    return new Sample(database.stats(), nanos);
  }
}
