package dev.kedge.cli;

import dev.kedge.Position;
import dev.kedge.cli.text.Fields;
import dev.kedge.cli.work.Retained;
import dev.kedge.replica.RecoverableWindow;
import dev.kedge.replica.ReplicaLag;
import dev.kedge.replica.ReplicaStats;
import dev.kedge.replica.SnapshotResult;
import dev.kedge.replica.SyncResult;
import dev.kedge.replica.ValidationResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a replica did, or how it is, to be told.
 *
 * @param sentence in a line
 * @param fields as JSON
 */
record ReplicaReport(String sentence, Fields fields) {

  private static final double MILLIS = 1e3;

  /** What a sync did, which may have begun or ended with snapshots. */
  static ReplicaReport of(SyncResult result) {
    List<String> stored = new ArrayList<>();
    if (result.snapshots() > 0) {
      stored.add("a snapshot");
    }
    if (result.commits() > 0) {
      stored.add(
          "%d commits in %d segments of %d bytes"
              .formatted(result.commits(), result.segments(), result.bytes()));
    }
    String what = stored.isEmpty() ? "nothing new" : String.join(" and ", stored);
    return new ReplicaReport(
        "synced " + what + ": at version " + text(result.proved()), Fields.of(result));
  }

  /** What can't be restored. */
  static ReplicaReport of(RecoverableWindow.Hole lost) {
    return new ReplicaReport(
        "HOLE: versions %d to %d can't be restored"
            .formatted(lost.firstVersion(), lost.lastVersion()),
        Fields.of(lost));
  }

  static ReplicaReport of(SnapshotResult result) {
    return new ReplicaReport(
        "snapshot of version %s: %d bytes"
            .formatted(text(result.backup().position()), result.snapshot().bytes()),
        new Fields()
            .with("position", result.backup().position())
            .with("commitTime", result.backup().commitTime())
            .with("object", result.snapshot().object())
            .with("bytes", result.snapshot().bytes())
            .with("elapsed", result.backup().elapsed()));
  }

  /** What retention has deleted, or would delete. */
  static ReplicaReport of(Retained plan, boolean dryRun) {
    String done = dryRun ? "would delete" : "deleted";
    return new ReplicaReport(
        plan.postponed()
            .map(why -> done + " nothing now: " + why)
            .orElse("%s %d objects: %d bytes".formatted(done, plan.count(), plan.bytes())),
        new Fields()
            .with("objects", plan.objects())
            .with("bytes", plan.bytes())
            .with("base", plan.base().orElse(null))
            .with("postponed", plan.postponed().orElse(null)));
  }

  static ReplicaReport of(ValidationResult result) {
    String sentence =
        result.matches()
            ? "validated version %s: restored %d bytes in %s s"
                .formatted(text(result.position()), result.bytes(), seconds(result.restore()))
            : "MISMATCH at version %s: %s; see %s"
                .formatted(
                    text(result.position()),
                    result.problem().orElse(""),
                    result.evidence().map(String::valueOf).orElse("the destination"));
    return new ReplicaReport(
        sentence,
        new Fields()
            .with("matches", result.matches())
            .with("position", result.position())
            .with("verifiedAt", result.verifiedAt())
            .with("bytes", result.bytes())
            .with("restore", result.restore())
            .with("evidence", result.evidence().orElse(null))
            .with("problem", result.problem().orElse(null)));
  }

  static ReplicaReport of(ReplicaStats stats) {
    String state = stats.state().name().toLowerCase(Locale.ROOT);
    return new ReplicaReport(
        state
            + stats.proved().map(proved -> ", at version " + text(proved)).orElse("")
            + ", "
            + text(stats.lag())
            + stats.lastError().map(error -> ", last error: " + error).orElse(""),
        new Fields()
            .with("state", stats.state())
            .with("url", stats.url())
            .with("epoch", stats.epoch())
            .with("position", stats.proved().orElse(null))
            .with("lag", fields(stats.lag()))
            .with("snapshots", stats.snapshots())
            .with("segments", stats.segments())
            .with("bytesWritten", stats.bytesWritten())
            .with("errors", stats.errors())
            .with("lastError", stats.lastError().orElse(null)));
  }

  /** A lag in words. */
  static String text(ReplicaLag lag) {
    OptionalLong versions = lag.versions();
    return versions.isEmpty()
        ? "lag unknown"
        : "lag %d versions, %s s"
            .formatted(
                versions.getAsLong(), lag.time().map(ReplicaReport::seconds).orElse("unknown"));
  }

  /** A lag as JSON: what is not known is null. */
  static Fields fields(ReplicaLag lag) {
    return new Fields()
        .with("versions", boxed(lag.versions()))
        .with("bytes", boxed(lag.bytes()))
        .with("seconds", secondsOf(lag.time()))
        .with("proofAgeSeconds", secondsOf(lag.proofAge()));
  }

  private static @Nullable Object boxed(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }

  /** A time as JSON: null if it is not known. */
  static @Nullable Object secondsOf(Optional<Duration> time) {
    return time.map(duration -> duration.toMillis() / MILLIS).orElse(null);
  }

  /** A position in words: its version, and all of it in parentheses. */
  static String text(Position position) {
    return position.version() + " (" + position + ")";
  }

  /** A time in seconds, to a tenth. */
  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f", time.toMillis() / MILLIS);
  }
}
