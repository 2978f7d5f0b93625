package dev.kedge.jmx;

import dev.kedge.Database;
import dev.kedge.HoldInfo;
import dev.kedge.KedgeException;
import dev.kedge.LogEntry;
import dev.kedge.LogReader;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The holds, and how far the parties that they are for have come. How old the first commit is that
 * a party has not got stands in the log: it is read every second in the background, for as long as
 * somebody asks.
 */
final class HoldLags {

  private final Database database;
  private final Time time;
  private final Refresher refresher;
  private volatile Map<String, Instant> firstMissing = Map.of();
  private volatile List<HoldStatus> last = List.of();

  HoldLags(Database database, Time time, Executor background) {
    this.database = database;
    this.time = time;
    this.refresher = new Refresher(time, background, this::readLog);
  }

  /** The holds as they are now, or were when the database was closed. */
  List<HoldStatus> get() {
    refresher.asked();
    try {
      long version = database.position().version();
      last = database.holds().list().stream().map(hold -> status(hold, version)).toList();
    } catch (KedgeException e) {
      // It is closed; getters must not fail.
    }
    return last;
  }

  /** Finds out when the first commit was made that each party has not got. */
  void readLog() {
    try {
      long version = database.position().version();
      Map<String, Instant> found = new HashMap<>();
      for (HoldInfo hold : database.holds().list()) {
        Instant commit = hold.version() < version ? commitTime(hold.version() + 1) : null;
        if (commit != null) {
          found.put(hold.name(), commit);
        }
      }
      firstMissing = Map.copyOf(found);
    } catch (KedgeException e) {
      // It is being closed.
    }
  }

  private @Nullable Instant commitTime(long version) {
    try (LogReader log = database.readLog(version)) {
      LogEntry entry = log.next();
      return entry == null ? null : entry.time();
    } catch (KedgeException e) {
      return null; // it is not forced yet, or damaged: unknown
    }
  }

  private HoldStatus status(HoldInfo hold, long version) {
    long lag = Math.max(0, version - hold.version());
    return new HoldStatus(
        hold.name(),
        hold.version(),
        hold.capBytes(),
        hold.heldBytes(),
        (double) hold.heldBytes() / hold.capBytes(),
        lag,
        lag == 0 ? 0 : lagSeconds(hold.name()),
        hold.created().toString());
  }

  private double lagSeconds(String hold) {
    Instant commit = firstMissing.get(hold);
    if (commit == null) {
      return Double.NaN;
    }
    Duration age = Duration.between(commit, time.clock().instant());
    return Math.max(0, Time.seconds(age.toNanos()));
  }
}
