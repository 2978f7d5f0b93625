package dev.kedge.jmx;

import dev.kedge.Database;
import dev.kedge.HoldInfo;
import dev.kedge.KedgeException;
import dev.kedge.LogEntry;
import dev.kedge.LogReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The holds, and how far the parties that they are for have come. The age of the first commit that
 * a party has not got stands in the log, so all of it is read in the background when somebody asks
 * and what is known is older than a second.
 */
final class HoldLags {

  private static final long MAX_AGE_NANOS = 1_000_000_000;

  private final Database database;
  private final Time time;
  private final Executor background;
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile List<HoldStatus> last = List.of();
  private volatile long takenNanos;

  HoldLags(Database database, Time time, Executor background) {
    this.database = database;
    this.time = time;
    this.background = background;
    this.takenNanos = time.nanos().getAsLong() - MAX_AGE_NANOS;
    get();
  }

  /** The holds as they were when they were last looked at; has them looked at again. */
  List<HoldStatus> get() {
    boolean old = time.nanos().getAsLong() - takenNanos >= MAX_AGE_NANOS;
    if (old && reading.compareAndSet(false, true)) {
      try {
        background.execute(this::refresh);
      } catch (RejectedExecutionException e) {
        // The database is closed: they stay as they were.
        reading.set(false);
      }
    }
    return last;
  }

  /** Looks at them now. */
  void refresh() {
    try {
      long version = database.position().version();
      last = database.holds().list().stream().map(hold -> status(hold, version)).toList();
      takenNanos = time.nanos().getAsLong();
    } catch (KedgeException e) {
      // It is being closed.
    } finally {
      reading.set(false);
    }
  }

  private HoldStatus status(HoldInfo hold, long version) {
    return new HoldStatus(
        hold.name(),
        hold.version(),
        hold.capBytes(),
        hold.heldBytes(),
        (double) hold.heldBytes() / hold.capBytes(),
        Math.max(0, version - hold.version()),
        hold.version() >= version ? 0 : lagSeconds(hold.version() + 1),
        hold.created().toString());
  }

  private double lagSeconds(long firstMissing) {
    try (LogReader log = database.readLog(firstMissing)) {
      LogEntry entry = log.next();
      return entry == null ? Double.NaN : age(entry.time());
    } catch (KedgeException e) {
      return Double.NaN;
    }
  }

  private double age(Instant commit) {
    Duration age = Duration.between(commit, time.clock().instant());
    return Math.max(0, Time.seconds(age.toNanos()));
  }
}
