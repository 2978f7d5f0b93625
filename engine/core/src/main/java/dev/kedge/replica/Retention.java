package dev.kedge.replica;

import dev.kedge.Database;
import dev.kedge.OperationCancelledException;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.Snapshot;
import dev.kedge.internal.io.CancelOnly;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Deletes what nobody wants to go back to any more, and what broken uploads and restores left. */
final class Retention {

  private static final Duration ABANDONED = Duration.ofDays(1);

  private final ReplicaClient client;
  private final Database database;
  private final ReplicaOptions options;
  private final ReplicaCounters counters;
  private final ReplicaEvents events;

  Retention(
      ReplicaClient client,
      Database database,
      ReplicaOptions options,
      ReplicaCounters counters,
      ReplicaEvents events) {
    this.client = client;
    this.database = database;
    this.options = options;
    this.counters = counters;
    this.events = events;
  }

  /** What it would delete now, once the snapshot were there that is made first. */
  RetentionPlan plan() {
    Destination destination = Destination.list(client);
    try (Snapshot present = database.snapshot()) {
      if (isSnapshotFirst(destination, present.position())) {
        destination.assume(present.position(), present.commitTime(), parent());
      }
    }
    return plan(destination);
  }

  private Optional<Position> parent() {
    return database.ancestors().stream()
        .reduce((older, newer) -> newer)
        .map(left -> new Position(left.generation(), left.version()));
  }

  /** Whether the newest snapshot is so old that a new one has to be made before it may go. */
  private boolean isSnapshotFirst(Destination destination, Position present) {
    return destination.known(present.generation()).filter(destination::hasContent).isEmpty()
        || Line.until(destination, present)
            .newestSound(damage -> {})
            .filter(newest -> newest.version() >= present.version() || isYoung(destination, newest))
            .isEmpty();
  }

  private boolean isYoung(Destination destination, SnapshotInfo snapshot) {
    return !destination.outline(snapshot).commitTime().isBefore(cutoff());
  }

  private Instant cutoff() {
    return options.clock().instant().minus(options.retention());
  }

  private RetentionPlan plan(Destination destination) {
    return new RetentionPlanner(destination, cutoff(), options.minimumSnapshots())
        .plan(options.clock().instant());
  }

  /** Deletes it; cancelled, it has deleted a part, and nothing that the rest needs. */
  RetentionPlan enforce(ReplicaSession session, ProgressListener listener) {
    Destination destination = Destination.list(client);
    if (isSnapshotFirst(destination, database.position())) {
      session.snapshot(new CancelOnly(listener));
      destination = Destination.list(client);
    }
    RetentionPlan plan = plan(destination);
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
