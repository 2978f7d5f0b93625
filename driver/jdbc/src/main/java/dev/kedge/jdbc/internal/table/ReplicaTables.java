package dev.kedge.jdbc.internal.table;

import dev.kedge.Position;
import dev.kedge.jdbc.internal.engine.Lease;
import dev.kedge.jdbc.internal.result.RowShape;
import dev.kedge.replica.Destination;
import dev.kedge.replica.GenerationInfo;
import dev.kedge.replica.RecoverableWindow;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaStats;
import dev.kedge.replica.RequestKind;
import dev.kedge.replica.SegmentInfo;
import dev.kedge.replica.SnapshotInfo;
import dev.kedge.replica.ValidationResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The system tables of replicas and of what is at their destinations. */
final class ReplicaTables {

  private ReplicaTables() {}

  // sys.replicas

  static List<ReplicaStats> replicas(Lease lease) {
    return lease.replicas().list().stream().map(Replica::stats).toList();
  }

  static RowShape<ReplicaStats> replicas() {
    RowShape<ReplicaStats> shape =
        new RowShape<ReplicaStats>()
            .text("name", "its name", ReplicaStats::name)
            .text("url", "the destination", ReplicaStats::url)
            .text("state", "STOPPED, RUNNING, RETRYING, FENCED or HUNG", s -> s.state().name())
            .text(
                "last_error",
                "what went wrong, until it goes well",
                s -> s.lastError().orElse(null))
            .text("generation", "history that is proved", s -> generation(s.proved()))
            .numberOrNull("version", "last commit that is proved", s -> version(s.proved()))
            .numberOrNull("lag_versions", "commits missing there", s -> known(s.lag().versions()))
            .numberOrNull("lag_bytes", "about how much log", s -> known(s.lag().bytes()))
            .numberOrNull("lag_ms", "age of the oldest of them", s -> millis(s.lag().time()))
            .numberOrNull("proof_age_ms", "since the last proof", s -> millis(s.lag().proofAge()))
            .number("epoch", "in which it writes; 0 before it has one", ReplicaStats::epoch)
            .number("snapshots", "snapshots stored", ReplicaStats::snapshots)
            .number("segments", "segments stored", ReplicaStats::segments)
            .number("bytes_written", "bytes of both", ReplicaStats::bytesWritten)
            .number("objects_deleted", "by retention", ReplicaStats::objectsDeleted)
            .number("validations_ok", "that matched", ReplicaStats::validationsOk)
            .number("validations_mismatched", "that did not", ReplicaStats::validationsMismatched)
            .number("validations_failed", "not carried out", ReplicaStats::validationsFailed)
            .numberOrNull(
                "verified_version",
                "the last that matched",
                s -> version(s.lastVerified().map(ValidationResult::position)))
            .instant(
                "verified_at",
                "when",
                s -> s.lastVerified().map(ValidationResult::verifiedAt).orElse(null))
            .numberOrNull(
                "restore_ms",
                "how long restoring took then",
                s -> millis(s.lastVerified().map(ValidationResult::restore)))
            .millis("last_sync_ms", "how long the last sync took", ReplicaStats::lastSync)
            .number("errors", "failures in the background", ReplicaStats::errors);
    for (RequestKind kind : RequestKind.values()) {
      shape.number(
          kind.name().toLowerCase(Locale.ROOT) + "_requests",
          "requests of this kind",
          s -> s.requests().getOrDefault(kind, 0L));
    }
    return shape;
  }

  private static @Nullable String generation(Optional<Position> position) {
    return position.map(OperationRows::generation).orElse(null);
  }

  private static @Nullable Long version(Optional<Position> position) {
    return position.map(Position::version).orElse(null);
  }

  private static @Nullable Long known(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }

  private static @Nullable Long millis(Optional<Duration> time) {
    return time.map(Duration::toMillis).orElse(null);
  }

  // sys.snapshots

  /** A snapshot, and whether it is kept whatever its age. */
  record StoredSnapshot(String replica, SnapshotInfo snapshot, boolean kept) {}

  static List<StoredSnapshot> snapshots(Lease lease) {
    List<StoredSnapshot> rows = new ArrayList<>();
    for (Replica replica : lease.replicas().list()) {
      Destination destination = replica.destination();
      List<Position> kept = destination.kept().stream().map(SnapshotInfo::position).toList();
      for (SnapshotInfo one : destination.snapshots()) {
        rows.add(new StoredSnapshot(name(replica), one, kept.contains(one.position())));
      }
    }
    return rows;
  }

  static RowShape<StoredSnapshot> snapshots() {
    return new RowShape<StoredSnapshot>()
        .text("replica", "whose destination it is at", StoredSnapshot::replica)
        .text("generation", "history", s -> OperationRows.generation(s.snapshot().position()))
        .number("version", "last commit in it", s -> s.snapshot().version())
        .number("bytes", "length of the object", s -> s.snapshot().bytes())
        .flag("kept", "whether it stays whatever its age", StoredSnapshot::kept)
        .text("object", "its name", s -> s.snapshot().object());
  }

  // sys.segments

  /** A segment at the destination of a replica. */
  record StoredSegment(String replica, SegmentInfo segment) {}

  static List<StoredSegment> segments(Lease lease) {
    List<StoredSegment> rows = new ArrayList<>();
    for (Replica replica : lease.replicas().list()) {
      replica
          .destination()
          .segments()
          .forEach(one -> rows.add(new StoredSegment(name(replica), one)));
    }
    return rows;
  }

  static RowShape<StoredSegment> segments() {
    return new RowShape<StoredSegment>()
        .text("replica", "whose destination it is at", StoredSegment::replica)
        .text("generation", "history", s -> Position.generationText(s.segment().generation()))
        .number("first_version", "first commit in it", s -> s.segment().firstVersion())
        .number("last_version", "last commit in it", s -> s.segment().lastVersion())
        .number("epoch", "of its writer", s -> s.segment().epoch())
        .number("bytes", "length of the object", s -> s.segment().bytes())
        .text("object", "its name", s -> s.segment().object());
  }

  // sys.window

  /** Versions that can be restored, or a hole between such. */
  record Stretch(
      String replica,
      long generation,
      boolean current,
      boolean restorable,
      long first,
      long last,
      @Nullable Instant firstTime,
      @Nullable Instant lastTime) {}

  static List<Stretch> window(Lease lease) {
    List<Stretch> rows = new ArrayList<>();
    for (Replica replica : lease.replicas().list()) {
      Destination destination = replica.destination();
      Optional<GenerationInfo> current = destination.current();
      for (GenerationInfo one : destination.generations()) {
        boolean isCurrent = current.filter(one::equals).isPresent();
        rows.addAll(stretches(name(replica), destination.window(one.generation()), isCurrent));
      }
      destination.requireSound();
    }
    return rows;
  }

  private static List<Stretch> stretches(
      String replica, RecoverableWindow window, boolean current) {
    List<Stretch> stretches = new ArrayList<>();
    for (RecoverableWindow.Range range : window.ranges()) {
      stretches.add(
          new Stretch(
              replica,
              window.generation(),
              current,
              true,
              range.oldest().version(),
              range.newest().version(),
              range.oldestTime(),
              range.newestTime()));
    }
    for (RecoverableWindow.Hole hole : window.holes()) {
      stretches.add(
          new Stretch(
              replica,
              window.generation(),
              current,
              false,
              hole.firstVersion(),
              hole.lastVersion(),
              null,
              null));
    }
    stretches.sort(Comparator.comparingLong(Stretch::first));
    return stretches;
  }

  static RowShape<Stretch> window() {
    return new RowShape<Stretch>()
        .text("replica", "whose destination it is", Stretch::replica)
        .text("generation", "at whose end they stand", s -> Position.generationText(s.generation()))
        .flag("current", "whether it is restored unless another is asked for", Stretch::current)
        .flag("restorable", "false for a hole", Stretch::restorable)
        .number("first_version", "the first of them", Stretch::first)
        .number("last_version", "the last of them", Stretch::last)
        .instant("first_time", "commit time of the first", Stretch::firstTime)
        .instant("last_time", "commit time of the last", Stretch::lastTime);
  }

  private static String name(Replica replica) {
    return replica.options().name();
  }
}
