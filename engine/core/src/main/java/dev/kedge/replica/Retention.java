package dev.kedge.replica;

import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
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

  /** What it would delete now. */
  RetentionPlan plan() {
    Instant now = options.clock().instant();
    return new RetentionPlanner(
            Destination.list(client), now.minus(options.retention()), options.minimumSnapshots())
        .plan(now);
  }

  /** Deletes it; cancelled, it has deleted a part, and nothing that the rest needs. */
  RetentionPlan enforce(ReplicaSession session, ProgressListener listener) {
    RetentionPlan plan = plan();
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
