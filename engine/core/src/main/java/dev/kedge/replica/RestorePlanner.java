package dev.kedge.replica;

import dev.kedge.DestinationException;
import dev.kedge.KedgeException;
import dev.kedge.Position;
import dev.kedge.RecoveryTargetException;
import dev.kedge.ReplicaGapException;
import dev.kedge.replica.Line.Link;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * Chooses what a restore fetches: the newest snapshot at or before the target from which an
 * unbroken chain of segments leads to it. Nothing else will do: a target that can't be reached is
 * an error, never the next best state. A snapshot that is damaged is passed over.
 */
final class RestorePlanner {

  private final Destination destination;
  private final RestoreTarget target;
  private final long generation;
  private final Line line;
  private final List<SnapshotInfo> snapshots;
  private final Set<String> damaged;

  private RestorePlanner(
      Destination destination, RestoreTarget target, long generation, Set<String> damaged) {
    this.destination = destination;
    this.target = target;
    this.generation = generation;
    this.line = Line.of(destination, generation);
    this.damaged = damaged;
    this.snapshots =
        line.snapshots().stream().filter(one -> !damaged.contains(one.object())).toList();
  }

  /**
   * Plans.
   *
   * @param damaged the objects of snapshots that can't be used
   * @throws DestinationException if there is nothing to restore, or no such generation
   * @throws RecoveryTargetException if the target is outside what the destination proves
   * @throws ReplicaGapException if versions are missing before it
   */
  static RestorePlan plan(Destination destination, RestoreTarget target, Set<String> damaged) {
    OptionalLong asked = target.generation();
    long generation =
        asked.isPresent()
            ? asked.getAsLong()
            : destination
                .current()
                .orElseThrow(() -> nothing(destination, "no database was replicated to it yet"))
                .generation();
    if (!destination.has(generation)) {
      throw destination.noGeneration(generation);
    }
    RestorePlanner planner = new RestorePlanner(destination, target, generation, damaged);
    if (planner.snapshots.isEmpty()) {
      planner.line.refuseDamageBefore();
      throw nothing(
          destination, "generation " + Layout.hex(generation) + " has no intact snapshot");
    }
    return planner.plan();
  }

  private static DestinationException nothing(Destination destination, String why) {
    return new DestinationException(
        destination.client().url(), "generations/", "can't be restored from: " + why, null);
  }

  private RestorePlan plan() {
    Instant instant = target.instant();
    if (instant != null) {
      return toInstant(instant);
    }
    return target.version().isPresent() ? toVersion(target.version().getAsLong()) : toLatest();
  }

  private RestorePlan toLatest() {
    SnapshotInfo newest = snapshots.get(snapshots.size() - 1);
    List<Link> chain = line.chain(newest.version());
    long end = Line.end(newest.version(), chain);
    refuseHole(end);
    refuseDamagedBehind(end);
    return result(newest, chain, end, Optional.empty());
  }

  private ReplicaGapException gap(long expected, long found) {
    return ReplicaGapException.at(
        destination.client().url(),
        expected,
        found,
        "put back what is, or ask for version " + (expected - 1) + ", the last before it");
  }

  /** Refuses to take the state before a damaged snapshot for the latest. */
  private void refuseDamagedBehind(long end) {
    if (line.snapshots().stream().anyMatch(one -> one.version() > end)) {
      throw outside();
    }
  }

  private RestorePlan toVersion(long version) {
    SnapshotInfo base = newest(one -> one.version() <= version).orElseThrow(() -> tooOld());
    List<Link> chain = line.chain(base.version());
    long end = Line.end(base.version(), chain);
    if (end < version) {
      refuseHole(end);
      throw outside();
    }
    return result(base, cut(chain, version), version, Optional.empty());
  }

  private static List<Link> cut(List<Link> chain, long version) {
    List<Link> links = new ArrayList<>();
    for (Link link : chain) {
      if (links.isEmpty() || Line.end(0, links) < version) {
        links.add(new Link(link.segment(), Math.min(link.through(), version)));
      }
    }
    return links.isEmpty() || links.get(0).segment().firstVersion() > version ? List.of() : links;
  }

  private RestorePlan toInstant(Instant instant) {
    SnapshotInfo base =
        newest(one -> !destination.outline(one).commitTime().isAfter(instant))
            .orElseThrow(() -> tooOld());
    List<Link> chain = line.chain(base.version());
    int proof = firstBehind(chain, instant);
    if (proof == chain.size()) {
      long end = Line.end(base.version(), chain);
      refuseHole(end);
      if (!isProvedByHeartbeat(end, instant)) {
        throw outside();
      }
      return result(base, chain, end, Optional.of(instant));
    }
    List<Link> links = chain.subList(0, proof + 1);
    return result(base, links, Line.end(base.version(), links), Optional.of(instant));
  }

  /** The first link that ends with a commit after an instant: no link behind it is needed. */
  private int firstBehind(List<Link> chain, Instant instant) {
    int low = 0;
    int high = chain.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (destination.lastTime(chain.get(middle).segment()).isAfter(instant)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    // What is cut off a segment may be later than what follows it on this line.
    while (low < chain.size()
        && (chain.get(low).isCut()
            || !destination.lastTime(chain.get(low).segment()).isAfter(instant))) {
      low++;
    }
    return low;
  }

  /** Whether the writer said, at the instant or later, that it had no commit behind the last. */
  private boolean isProvedByHeartbeat(long end, Instant instant) {
    return Heartbeat.readIfSound(destination.client())
        .filter(beat -> beat.position().equals(new Position(generation, end)))
        .filter(beat -> !beat.time().isBefore(instant))
        .isPresent();
  }

  private Optional<SnapshotInfo> newest(Predicate<SnapshotInfo> suitable) {
    for (int i = snapshots.size() - 1; i >= 0; i--) {
      if (suitable.test(snapshots.get(i))) {
        return Optional.of(snapshots.get(i));
      }
    }
    return Optional.empty();
  }

  /** Refuses what an unbroken chain does not reach, if there is something behind its end. */
  private void refuseHole(long end) {
    LongStream ofSnapshots =
        snapshots.stream().mapToLong(SnapshotInfo::version).filter(version -> version > end);
    LongStream ofSegment = line.firstBehind(end).stream().mapToLong(SegmentInfo::firstVersion);
    LongStream.concat(ofSnapshots, ofSegment)
        .min()
        .ifPresent(
            next -> {
              throw gap(end + 1, next);
            });
  }

  /** There may be older states, but nobody knows what they belong to. */
  private KedgeException tooOld() {
    line.refuseDamageBefore();
    return outside();
  }

  private RecoveryTargetException outside() {
    SnapshotInfo oldest = snapshots.get(0);
    RecoverableWindow.Range newest = line.window(snapshots).newest().orElseThrow();
    return new RecoveryTargetException(
        target.toString(),
        state(oldest.position(), destination.outline(oldest).commitTime()),
        state(newest.newest(), newest.newestTime()));
  }

  private static String state(Position at, Instant time) {
    return "version " + at.version() + " (" + at + ") of " + time;
  }

  private RestorePlan result(
      SnapshotInfo base, List<Link> links, long through, Optional<Instant> until) {
    List<RestorePlan.Part> parts =
        links.stream().map(link -> new RestorePlan.Part(link.segment(), link.through())).toList();
    long bytes = base.bytes() + links.stream().mapToLong(link -> link.segment().bytes()).sum();
    return new RestorePlan(
        destination.client().url(),
        generation,
        base,
        parts,
        links.isEmpty() ? base.position() : line.position(through),
        until,
        bytes,
        passedOver(base.version(), through),
        predicted(bytes));
  }

  /** The damaged ones that would have been nearer. */
  private List<String> passedOver(long base, long through) {
    return line.snapshots().stream()
        .filter(one -> one.version() > base && one.version() <= through)
        .map(SnapshotInfo::object)
        .filter(damaged::contains)
        .toList();
  }

  private Optional<Duration> predicted(long bytes) {
    OptionalLong rate = Heartbeat.restoreRate(destination.client());
    return rate.isPresent() && rate.getAsLong() > 0
        ? Optional.of(Duration.ofMillis((long) (bytes * 1e3 / rate.getAsLong())))
        : Optional.empty();
  }
}
