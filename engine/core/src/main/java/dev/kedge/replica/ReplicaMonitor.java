package dev.kedge.replica;

import dev.kedge.DatabaseClosedException;
import dev.kedge.FencedWriterException;
import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Does what is due without anybody asking. Each method looks at the clock and does one round; three
 * threads call them again and again: one syncs, so that nothing long can hold it up, another makes
 * snapshots, deletes what is old and validates, and the third watches that the first gets on.
 */
final class ReplicaMonitor {

  static final String SYNC = "sync";
  static final String SNAPSHOT = "snapshot";
  static final String RETENTION = "retention";
  static final String VALIDATION = "validation";

  private final Replica replica;
  private final ReplicaOptions options;
  private final ReplicaEvents events;
  private final ProgressListener untilStopped;
  private final Loop sync;
  private final Loop snapshot;
  private final Loop retention;
  private final Loop validation;
  private final Due heartbeatDue = new Due();
  private final Due retentionDue = new Due();
  private final Due validationDue = new Due();
  private Optional<Instant> behindSince = Optional.empty();
  private long behindAt = -1;
  private volatile boolean idle;

  /** Something that is done again and again, and later if it fails. */
  private record Loop(String name, Backoff backoff) {}

  /** Ends what takes long when the replica is stopped. */
  private record UntilStopped(Replica replica) implements ProgressListener {

    @Override
    public void progress(long bytesDone, long bytesTotal) {}

    @Override
    public boolean isCancelled() {
      return replica.isEnding();
    }
  }

  ReplicaMonitor(Replica replica, ReplicaOptions options, ReplicaEvents events) {
    this.replica = replica;
    this.options = options;
    this.events = events;
    this.untilStopped = new UntilStopped(replica);
    SplittableRandom random = new SplittableRandom();
    Duration second = Duration.ofSeconds(1);
    this.sync = new Loop(SYNC, new Backoff(options.syncInterval(), random.split()));
    this.snapshot = new Loop(SNAPSHOT, new Backoff(second, random.split()));
    this.retention = new Loop(RETENTION, new Backoff(second, random.split()));
    this.validation = new Loop(VALIDATION, new Backoff(second, random.split()));
    Instant now = options.clock().instant();
    validationDue.in(options.validationInterval(), now);
    retentionDue.in(options.retentionInterval(), now);
  }

  /** Syncs if there is anything new, and writes the heartbeat if it is time. */
  void syncRound() {
    if (sync.backoff.isOver(options.clock().instant())) {
      attempt(sync, this::syncAndBeat);
    }
  }

  /** Syncs once more, when it is to end, unless the destination failed when it was last tried. */
  void lastRound() {
    if (replica.isRunning() && !replica.isFailing(SYNC)) {
      attempt(sync, this::forceSyncAndBeat);
    }
  }

  /** Whether the last round found nothing to sync; true once only. */
  boolean leaveIdle() {
    boolean was = idle;
    idle = false;
    return was;
  }

  private void forceSyncAndBeat() {
    replica.force();
    heartbeatDue.now(); // so that a restore misses the end if it is lost
    syncAndBeat();
  }

  private void syncAndBeat() {
    boolean behind = replica.isBehind();
    if (behind) {
      replica.syncLog();
    }
    idle = !behind;
    Instant now = options.clock().instant();
    if (!options.heartbeatInterval().isZero() && heartbeatDue.isOver(now)) {
      replica.heartbeat();
      heartbeatDue.in(options.heartbeatInterval(), now);
    }
  }

  /** Makes a snapshot, enforces retention and validates, each if it is time. */
  void upkeepRound() {
    Instant now = options.clock().instant();
    if (!replica.hasSession()) {
      return;
    }
    if (snapshot.backoff.isOver(now) && isSnapshotDue(now)) {
      attempt(snapshot, () -> replica.snapshot(untilStopped));
    }
    if (retention.backoff.isOver(now) && retentionDue.isOver(now)) {
      attempt(retention, () -> enforceRetention(now));
    }
    if (validation.backoff.isOver(now)
        && !options.validationInterval().isZero()
        && validationDue.isOver(now)) {
      // Also if it fails: to restore everything again and again would help nobody.
      validationDue.in(options.validationInterval(), now);
      attempt(validation, () -> replica.validate(untilStopped));
    }
  }

  private void enforceRetention(Instant now) {
    replica.enforceRetention(untilStopped);
    retentionDue.in(options.retentionInterval(), now);
  }

  private boolean isSnapshotDue(Instant now) {
    return replica.lacksSnapshot() || isNewestSnapshotOld(now);
  }

  private boolean isNewestSnapshotOld(Instant now) {
    return !options.snapshotInterval().isZero()
        && replica.isNewerThanSnapshot()
        && !now.isBefore(replica.newestSnapshot().plus(options.snapshotInterval()));
  }

  private void attempt(Loop loop, Runnable work) {
    try {
      work.run();
      loop.backoff.succeeded();
      replica.succeeded(loop.name);
    } catch (FencedWriterException e) {
      replica.fenced(e);
    } catch (DatabaseClosedException e) {
      replica.databaseClosed();
    } catch (OperationCancelledException e) {
      return; // the replica is stopped
    } catch (RuntimeException | Error e) {
      loop.backoff.failed(options.clock().instant());
      replica.failed(loop.name, LoopFailure.of(e));
    }
  }

  /**
   * Raises the alarm once if commits are made and for long none of them was proved. On a thread of
   * its own, as what keeps them from being proved may be a request that does not end.
   */
  void watchRound() {
    Instant now = options.clock().instant();
    long proved = replica.provedVersion();
    if (!replica.isBehind() || proved != behindAt) {
      behindSince = replica.isBehind() ? Optional.of(now) : Optional.empty();
      behindAt = replica.isBehind() ? proved : -1;
      return;
    }
    if (behindSince.filter(now::isBefore).isPresent()) {
      behindSince = Optional.of(now); // the clock was put back
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
