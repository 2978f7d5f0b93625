package dev.kedge.replica;

import dev.kedge.Database;
import dev.kedge.OperationCancelledException;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.Snapshot;
import java.time.Duration;
import java.time.Instant;

/** Deletes what nobody wants to go back to any more, and what broken uploads and restores left. */
final class Retention {

  private static final Duration ABANDONED = Duration.ofDays(1);

  private final ReplicaClient client;
  private final ReplicaOptions options;
  private final ReplicaCounters counters;
  private final ReplicaEvents events;

  Retention(
      ReplicaClient client,
      ReplicaOptions options,
      ReplicaCounters counters,
      ReplicaEvents events) {
    this.client = client;
    this.options = options;
    this.counters = counters;
    this.events = events;
  }

  /** What it would delete now, once the snapshot were there that is made first. */
  RetentionPlan plan(Database database) {
    Instant now = options.clock().instant();
    Destination destination = Destination.list(client);
    try (Snapshot present = database.snapshot()) {
      if (isSnapshotFirst(destination, present, now.minus(options.retention()))) {
        destination.assume(present.position(), present.commitTime());
      }
    }
    return plan(destination, now);
  }

  private static boolean isSnapshotFirst(
      Destination destination, Snapshot present, Instant cutoff) {
    Position at = present.position();
    return destination.known(at.generation()).isPresent()
        && Line.until(destination, at)
            .newestSound(damage -> {})
            .filter(newest -> isEnough(destination, newest, at, cutoff))
            .isEmpty();
  }

  private static boolean isEnough(
      Destination destination, SnapshotInfo newest, Position at, Instant cutoff) {
    return newest.version() >= at.version()
        || !destination.outline(newest).commitTime().isBefore(cutoff);
  }

  private RetentionPlan plan(Destination destination, Instant now) {
    return new RetentionPlanner(
            destination, now.minus(options.retention()), options.minimumSnapshots())
        .plan(now);
  }

  /** Deletes it; cancelled, it has deleted a part, and nothing that the rest needs. */
  RetentionPlan enforce(ReplicaSession session, ProgressListener listener) {
    RetentionPlan plan = plan(Destination.list(client), options.clock().instant());
    session.checkNotFenced();
    long deleted = 0;
    for (String object : plan.objects()) {
      if (listener.isCancelled()) {
        throw new OperationCancelledException("retention");
      }
      client.delete(object);
      counters.objectsDeleted.increment();
      listener.progress(++deleted, plan.objects().size());
    }
    sweep();
    events.tell(on -> on.onRetention(plan));
    return plan;
  }

  private void sweep() {
    Instant now = options.clock().instant();
    client.sweep(now.minus(ABANDONED));
    for (ObjectInfo lease : Destination.listAll(client, Layout.RESTORES)) {
      Optionals.ifThere(() -> Fields.read(client, lease.name()).instant("expires"))
          .filter(expiry -> expiry.isBefore(now.minus(ABANDONED)))
          .ifPresent(expiry -> client.delete(lease.name()));
    }
  }
}
