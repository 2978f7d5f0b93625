package dev.kedge.jmx;

import dev.kedge.Database;
import dev.kedge.KedgeException;
import dev.kedge.LogEntry;
import dev.kedge.LogReader;
import dev.kedge.Position;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaStats;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * How a replica is. For how long commits have been missing stands in the log: it is read every
 * second in the background, for as long as somebody asks. Until it has been read that is unknown.
 */
final class ReplicaSample {

  private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Database database;
  private final Replica replica;
  private final Time time;
  private final Refresher refresher;
  private volatile Sample last;

  ReplicaSample(Database database, Replica replica, Time time, Executor background) {
    this.database = database;
    this.replica = replica;
    this.time = time;
    this.refresher = new Refresher(time, background, this::refresh);
    this.last = read();
  }

  /** What was read at one moment. */
  private record Sample(ReplicaStats stats, Optional<Instant> provedTime, long nanos) {}

  /** What it has done until a second ago, or until the database was closed. */
  ReplicaStats stats() {
    return asked().stats;
  }

  /** The commit that the destination has proved; known at once. */
  Optional<Position> proved() {
    return replica.position();
  }

  /** Commits that are not proved, NaN if unknown; known at once. */
  double lagVersions() {
    try {
      long version = database.position().version();
      return proved().map(at -> (double) Math.max(0, version - at.version())).orElse(Double.NaN);
    } catch (KedgeException e) {
      return Double.NaN; // it is closed
    }
  }

  /** Bytes of log that these were when it was last read, NaN if unknown. */
  double lagBytes() {
    Sample sample = asked();
    if (lagVersions() == 0) {
      return 0;
    }
    long then = sample.stats.lag().bytes().orElse(0);
    return then == 0 || isOld(sample) ? Double.NaN : then;
  }

  /** The age of the first commit that is not proved, NaN if unknown. */
  double lagSeconds() {
    double missing = lagVersions();
    // If more was proved since, it is less: never more than what it has become by now.
    return missing == 0 || Double.isNaN(missing) ? missing : grown(asked().stats.lag().time());
  }

  /** The age of the last proof, NaN if unknown. */
  double proofAgeSeconds() {
    return grown(asked().stats.lag().proofAge());
  }

  /** The commit time of what is proved, as far as it is known. */
  Optional<Instant> provedTime() {
    return asked().provedTime;
  }

  private double grown(Optional<Duration> then) {
    Sample sample = last;
    return then.isEmpty() || isOld(sample)
        ? Double.NaN
        : Math.max(0, Time.seconds(then.get().toNanos()) + time.secondsSince(sample.nanos));
  }

  private boolean isOld(Sample sample) {
    return time.nanos().getAsLong() - sample.nanos > MAX_AGE_NANOS;
  }

  private Sample asked() {
    refresher.asked();
    return last;
  }

  /** Reads it now. */
  void refresh() {
    try {
      last = read();
    } catch (KedgeException e) {
      // It is being closed: what was read last stays, and gets old.
    }
  }

  private Sample read() {
    long nanos = time.nanos().getAsLong();
    ReplicaStats stats = replica.stats();
    return new Sample(stats, stats.proved().flatMap(this::commitTime), nanos);
  }

  private Optional<Instant> commitTime(Position at) {
    Optional<Instant> newest =
        database.view(
            now -> now.position().equals(at) ? Optional.of(now.commitTime()) : Optional.empty());
    if (newest.isPresent() || at.version() == 0) {
      return newest;
    }
    try (LogReader log = database.readLog(at.version())) {
      LogEntry entry = log.next();
      return entry == null ? Optional.empty() : Optional.of(entry.time());
    } catch (KedgeException e) {
      return Optional.empty(); // that part of the log has been discarded
    }
  }
}
