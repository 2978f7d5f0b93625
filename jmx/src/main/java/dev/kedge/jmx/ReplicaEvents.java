package dev.kedge.jmx;

import dev.kedge.FencedWriterException;
import dev.kedge.Position;
import dev.kedge.replica.RecoverableWindow;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaLag;
import dev.kedge.replica.ReplicaListener;
import dev.kedge.replica.ReplicaState;
import dev.kedge.replica.RetentionPlan;
import dev.kedge.replica.SnapshotResult;
import dev.kedge.replica.ValidationResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Remembers what a replica tells, and tells the listeners of its bean. */
final class ReplicaEvents implements ReplicaListener {

  /** The kinds of its notifications; their types begin with {@link #TYPE}. */
  static final List<String> KINDS =
      List.of(
          "state",
          "snapshot",
          "retention",
          "validation",
          "error",
          "mismatch",
          "stalled",
          "hole",
          "fenced",
          "hung");

  /** What the types of its notifications begin with. */
  static final String TYPE = "dev.kedge.replica.";

  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Replica replica;
  private final String name;
  private final Time time;
  private final Notifier notifier;
  private final ReplicaWindow window;
  private final Runnable onClosed;
  private volatile Optional<SnapshotResult> lastSnapshot = Optional.empty();
  private volatile Instant lastSnapshotAt = Instant.EPOCH;
  private volatile Optional<ValidationResult> mismatch = Optional.empty();
  private volatile LastError lastError = LastError.NONE;
  private final Map<String, Long> errorsToldNanos = new ConcurrentHashMap<>();
  private volatile @Nullable Stall stall;

  ReplicaEvents(
      Replica replica, Time time, Notifier notifier, ReplicaWindow window, Runnable onClosed) {
    this.replica = replica;
    this.name = replica.options().name();
    this.time = time;
    this.notifier = notifier;
    this.window = window;
    this.onClosed = onClosed;
  }

  /** The alarm that nothing is proved, and what had been by then. */
  private record Stall(Optional<Position> proved) {}

  @Override
  public void onSnapshot(SnapshotResult result) {
    lastSnapshot = Optional.of(result);
    lastSnapshotAt = time.clock().instant();
    window.refresh();
    send("snapshot", "stored a snapshot of version " + result.snapshot().version(), result);
  }

  @Override
  public void onRetention(RetentionPlan done) {
    window.refresh();
    send("retention", "deleted " + done.objects().size() + " objects", RetentionSummary.of(done));
  }

  @Override
  public void onValidation(ValidationResult result) {
    boolean matches = result.matches();
    mismatch = matches ? Optional.empty() : Optional.of(result);
    send(
        matches ? "validation" : "mismatch",
        matches
            ? "version " + result.position().version() + " is at the destination as it should be"
            : mismatchText(),
        result);
  }

  @Override
  public void onState(ReplicaState state) {
    if (state == ReplicaState.STOPPED) {
      stall = null;
    }
    notifier.send("state", name + ": " + state, Map.of("state", state.toString()));
  }

  @Override
  public void onError(String what, RuntimeException error) {
    ClientErrors.log(error);
    String line = failed(what, error);
    long now = time.nanos().getAsLong();
    Long told = errorsToldNanos.get(what);
    if (told == null || now - told >= TELL_NANOS) {
      errorsToldNanos.put(what, now);
      notifier.send("error", name + ": " + line, Map.of("what", what, "error", line));
    }
  }

  /** Remembers what failed, by itself or because somebody wanted it. */
  String failed(String what, RuntimeException error) {
    return failed(what + ": " + ClientErrors.line(error));
  }

  @Override
  public void onStalled(ReplicaLag lag, Duration since) {
    stall = new Stall(replica.position());
    double seconds = Time.seconds(since.toNanos());
    notifier.send(
        "stalled",
        "%s: commits are made, but none was proved for %.0f seconds".formatted(name, seconds),
        Map.of("sinceSeconds", seconds));
  }

  @Override
  public void onHole(RecoverableWindow.Hole lost) {
    window.refresh();
    send("hole", "versions " + text(lost) + " can't be restored from the destination", lost);
  }

  @Override
  public void onFenced(FencedWriterException cause) {
    String line = failed(ClientErrors.line(cause));
    notifier.send("fenced", name + ": " + line, Map.of("error", line));
  }

  private String failed(String line) {
    lastError = new LastError(line, time.clock().instant());
    return line;
  }

  @Override
  public void onHung(Duration waited) {
    double seconds = Time.seconds(waited.toNanos());
    notifier.send(
        "hung",
        "%s: it was stopped, but a request to the destination has not ended in %.0f seconds"
            .formatted(name, seconds),
        Map.of("waitedSeconds", seconds));
  }

  @Override
  public void onClosed() {
    onClosed.run();
  }

  private void send(String kind, String message, Record result) {
    notifier.send(kind, name + ": " + message, Results.of(result));
  }

  /** A range of versions as text. */
  static String text(RecoverableWindow.Hole hole) {
    return hole.firstVersion() + "-" + hole.lastVersion();
  }

  /** Whether nothing has been proved since the alarm. */
  boolean isStalled() {
    Stall last = stall;
    return last != null && last.proved().equals(replica.position());
  }

  Optional<SnapshotResult> lastSnapshot() {
    return lastSnapshot;
  }

  Instant lastSnapshotAt() {
    return lastSnapshotAt;
  }

  /** What the last validation found wrong, empty if nothing. */
  String mismatchText() {
    return mismatch
        .map(
            found ->
                "version "
                    + found.position().version()
                    + " is not at the destination as it should be: "
                    + found.problem().orElse("")
                    + found.evidence().map(path -> "; see " + path).orElse(""))
        .map(Audit::escape)
        .orElse("");
  }

  LastError lastError() {
    return lastError;
  }
}
