package dev.kedge.replica;

import dev.kedge.Database;
import dev.kedge.DatabaseClosedException;
import dev.kedge.LogEntry;
import dev.kedge.LogReader;
import dev.kedge.ReplicaGapException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;

/** Tells how far a destination is behind its database. */
final class LagGauge {

  private final Database database;
  private final InstantSource clock;

  LagGauge(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** How far it is behind, as it has proved so much; versions only once the database is closed. */
  ReplicaLag lag(Proof proof) {
    Instant now = clock.instant();
    long missing = Math.max(0, database.position().version() - proof.version());
    return new ReplicaLag(
        OptionalLong.of(missing),
        bytesSince(proof, missing),
        missing == 0 ? Optional.of(Duration.ZERO) : age(proof.version() + 1, now),
        between(proof.provedAt(), now));
  }

  private OptionalLong bytesSince(Proof proof, long missing) {
    if (missing == 0) {
      return OptionalLong.of(0);
    }
    if (proof.loggedBytes().isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      long logged = database.stats().loggedBytes();
      return OptionalLong.of(Math.max(1, logged - proof.loggedBytes().getAsLong()));
    } catch (DatabaseClosedException e) {
      return OptionalLong.empty();
    }
  }

  private Optional<Duration> age(long version, Instant now) {
    try (LogReader reader = database.readLog(version)) {
      LogEntry entry = reader.next();
      return entry == null ? Optional.empty() : between(entry.time(), now);
    } catch (ReplicaGapException | DatabaseClosedException e) {
      return Optional.empty();
    }
  }

  /** Not known if the clock was put back meanwhile. */
  private static Optional<Duration> between(Instant then, Instant now) {
    return then.isAfter(now) ? Optional.empty() : Optional.of(Duration.between(then, now));
  }
}
