package dev.kedge.replica;

import dev.kedge.DatabaseClosedException;
import dev.kedge.FencedWriterException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Does what is due without anybody asking. Each method looks at the clock and does one round; two
 * threads call them again and again: one syncs, so that nothing long can hold it up, the other
 * makes snapshots, deletes what is old and validates.
 */
final class ReplicaMonitor {

  private final Replica replica;
  private final ReplicaOptions options;
  private final ReplicaEvents events;
  private final Backoff syncs;
  private final Backoff upkeeps;
  private Instant heartbeatDue = Instant.MIN;
  private Instant retentionDue = Instant.MIN;
  private Instant validationDue;
  private Optional<Instant> behindSince = Optional.empty();
  private long behindAt = -1;

  ReplicaMonitor(Replica replica, ReplicaOptions options, ReplicaEvents events) {
    this.replica = replica;
    this.options = options;
    this.events = events;
    SplittableRandom random = new SplittableRandom();
    this.syncs = new Backoff(options.syncInterval(), random.split());
    this.upkeeps = new Backoff(Duration.ofSeconds(1), random.split());
    Instant now = options.clock().instant();
    this.validationDue = now.plus(options.validationInterval());
    this.retentionDue = now.plus(options.retentionInterval());
  }

  /** Syncs if there is anything new, writes the heartbeat if it is time, and watches both. */
  void syncRound() {
    Instant now = options.clock().instant();
    watch(now);
    if (syncs.isOver(now)) {
      attempt("sync", syncs, this::syncAndBeat);
    }
  }

  private void syncAndBeat() {
    if (replica.isBehind()) {
      replica.sync();
    }
    Instant now = options.clock().instant();
    if (!options.heartbeatInterval().isZero() && !now.isBefore(heartbeatDue)) {
      replica.heartbeat();
      heartbeatDue = now.plus(options.heartbeatInterval());
    }
  }

  /** Makes a snapshot, enforces retention and validates, each if it is time. */
  void upkeepRound() {
    Instant now = options.clock().instant();
    if (!upkeeps.isOver(now) || !replica.hasSession()) {
      return;
    }
    if (isSnapshotDue(now)) {
      attempt("snapshot", upkeeps, replica::snapshot);
    }
    if (!now.isBefore(retentionDue)) {
      retentionDue = now.plus(options.retentionInterval());
      attempt("retention", upkeeps, replica::enforceRetention);
    }
    if (!options.validationInterval().isZero() && !now.isBefore(validationDue)) {
      validationDue = now.plus(options.validationInterval());
      attempt("validation", upkeeps, replica::validate);
    }
  }

  private boolean isSnapshotDue(Instant now) {
    return !options.snapshotInterval().isZero()
        && replica.isNewerThanSnapshot()
        && !now.isBefore(replica.newestSnapshot().plus(options.snapshotInterval()));
  }

  private void attempt(String what, Backoff backoff, Runnable work) {
    try {
      work.run();
      backoff.succeeded();
      replica.succeeded();
    } catch (FencedWriterException e) {
      replica.fenced(e);
    } catch (DatabaseClosedException e) {
      replica.databaseClosed();
    } catch (RuntimeException e) {
      backoff.failed(options.clock().instant());
      replica.failed(what, e);
    }
  }

  /** Raises the alarm once if commits are made and for long none of them was proved. */
  private void watch(Instant now) {
    long proved = replica.provedVersion();
    if (!replica.isBehind() || proved != behindAt) {
      behindSince = replica.isBehind() ? Optional.of(now) : Optional.empty();
      behindAt = replica.isBehind() ? proved : -1;
      return;
    }
    if (behindSince.isPresent()) {
      Duration since = Duration.between(behindSince.get(), now);
      if (since.compareTo(options.stallAlarm()) >= 0) {
        behindSince = Optional.empty();
        events.tell(on -> on.onStalled(replica.lag(), since));
      }
    }
  }
}
