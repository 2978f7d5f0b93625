package dev.kedge.cli;

import dev.kedge.FencedWriterException;
import dev.kedge.GenerationMismatchException;
import dev.kedge.cli.text.Fields;
import dev.kedge.cli.work.Retained;
import dev.kedge.replica.RecoverableWindow;
import dev.kedge.replica.ReplicaLag;
import dev.kedge.replica.ReplicaListener;
import dev.kedge.replica.RetentionPlan;
import dev.kedge.replica.SnapshotResult;
import dev.kedge.replica.SyncResult;
import dev.kedge.replica.ValidationResult;
import java.time.Duration;
import java.util.Queue;

/** Hands what happens to a replica from its threads to the one that tells of it. */
final class ReplicaEvents implements ReplicaListener {

  private final String name;
  private final Queue<ReplicaEvent> events;

  ReplicaEvents(String name, Queue<ReplicaEvent> events) {
    this.name = name;
    this.events = events;
  }

  private void add(String what, ReplicaReport report) {
    events.add(ReplicaEvent.of(name, what, report));
  }

  @Override
  public void onSync(SyncResult result) {
    add("sync", ReplicaReport.of(result));
  }

  @Override
  public void onSnapshot(SnapshotResult result) {
    add("snapshot", ReplicaReport.of(result));
  }

  @Override
  public void onRetention(RetentionPlan done) {
    if (!done.objects().isEmpty()) {
      add("retention", ReplicaReport.of(Retained.of(done), false));
    }
  }

  @Override
  public void onValidation(ValidationResult result) {
    add("validation", ReplicaReport.of(result));
  }

  @Override
  public void onError(String what, RuntimeException error) {
    boolean forGood = error instanceof GenerationMismatchException;
    String sentence =
        what + " failed: " + Failures.message(error) + (forGood ? "" : "; trying again");
    events.add(ReplicaEvent.of(name, "error", sentence, forGood ? error : null));
  }

  @Override
  public void onStalled(ReplicaLag lag, Duration since) {
    add(
        "stalled",
        new ReplicaReport(
            "STALLED: nothing was proved for %d s, %s"
                .formatted(since.toSeconds(), ReplicaReport.text(lag)),
            new Fields().with("since", since).with("lag", ReplicaReport.fields(lag))));
  }

  @Override
  public void onHung(Duration waited) {
    add(
        "hung",
        new ReplicaReport(
            "HUNG: a request to the destination has not ended in %d s; not waited for any more"
                .formatted(waited.toSeconds()),
            new Fields().with("waited", waited)));
  }

  @Override
  public void onHole(RecoverableWindow.Hole lost) {
    add("hole", ReplicaReport.of(lost));
  }

  @Override
  public void onFenced(FencedWriterException cause) {
    events.add(ReplicaEvent.of(name, "fenced", Failures.message(cause), cause));
  }
}
