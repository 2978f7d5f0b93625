package dev.kedge.replica;

import dev.kedge.Position;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides what is older than anybody wants to go back, and not needed for what is newer. The states
 * that stay begin with the <em>base</em>: the newest snapshot at or before the cutoff, but never
 * one behind the newest from which an unbroken chain leads to the end of what there is. Without
 * such a chain nothing goes.
 */
final class RetentionPlanner {

  private final Destination destination;
  private final Instant cutoff;
  private final int minimumSnapshots;

  RetentionPlanner(Destination destination, Instant cutoff, int minimumSnapshots) {
    this.destination = destination;
    this.cutoff = cutoff;
    this.minimumSnapshots = minimumSnapshots;
  }

  RetentionPlan plan(Instant now) {
    Optional<String> running = runningRestore(now);
    if (running.isPresent()) {
      return RetentionPlan.postponed(running.get());
    }
    destination.requireSound(); // any other may be needed to reach one of unknown descent
    Optional<GenerationInfo> current = destination.current();
    if (current.isEmpty()) {
      return RetentionPlan.postponed("nothing was replicated yet");
    }
    Line line = Line.of(destination, current.get().generation());
    Optional<SnapshotInfo> base = base(line);
    return base.isEmpty()
        ? RetentionPlan.postponed("no snapshot has an unbroken chain to the newest state")
        : plan(line, base.get());
  }

  private Optional<String> runningRestore(Instant now) {
    for (long id : destination.restores()) {
      Optional<Instant> expiry = RestoreLease.expiry(destination.client(), id);
      if (expiry.isPresent() && expiry.get().isAfter(now)) {
        return Optional.of(
            "a restore is running that may need it: "
                + Layout.restore(id)
                + " holds until "
                + expiry.get());
      }
    }
    return Optional.empty();
  }

  private Optional<SnapshotInfo> base(Line line) {
    List<SnapshotInfo> snapshots = line.snapshots();
    int anchor = newestComplete(line, snapshots);
    if (anchor < 0) {
      return Optional.empty();
    }
    int base = Math.min(anchor, Math.max(0, snapshots.size() - minimumSnapshots));
    while (base > 0 && destination.outline(snapshots.get(base)).commitTime().isAfter(cutoff)) {
      base--;
    }
    return Optional.of(snapshots.get(base));
  }

  private static int newestComplete(Line line, List<SnapshotInfo> snapshots) {
    for (int i = snapshots.size() - 1; i >= 0; i--) {
      long version = snapshots.get(i).version();
      if (line.firstBehind(Line.end(version, line.chain(version))).isEmpty()) {
        return i;
      }
    }
    return -1;
  }

  private RetentionPlan plan(Line line, SnapshotInfo base) {
    List<ObjectInfo> going = new ArrayList<>();
    Set<Position> kept = new HashSet<>();
    destination.kept().forEach(mark -> kept.add(mark.position()));
    List<Long> ofLine = line.generationsFrom(base.generation());
    Set<Long> whole = wholeGenerations(line, ofLine);
    Set<Long> dead = deadGenerations(ofLine, whole, kept);
    Predicate<Long> isThinned = one -> line.has(one) && !whole.contains(one);
    for (SnapshotInfo one : destination.snapshots()) {
      boolean old = isThinned.test(one.generation()) && one.version() < base.version();
      if ((old || dead.contains(one.generation())) && !kept.contains(one.position())) {
        going.add(new ObjectInfo(one.object(), one.bytes()));
      }
    }
    for (SegmentInfo one : destination.segments()) {
      boolean old = isThinned.test(one.generation()) && one.lastVersion() <= base.version();
      if (old || dead.contains(one.generation())) {
        going.add(new ObjectInfo(one.object(), one.bytes()));
      }
    }
    dead.forEach(one -> going.add(new ObjectInfo(Layout.parent(one), 0)));
    // In the order of epochs, on which fencing relies.
    destination
        .lastWriters()
        .supersededEpochs()
        .forEach(epoch -> going.add(new ObjectInfo(Layout.writer(epoch), 0)));
    return result(going, base);
  }

  /**
   * The generations of which nothing goes: those with states younger than the cutoff beside the
   * line, and those they descend from. A generation that the line has left has states beside it
   * too, if it went on after that.
   */
  private Set<Long> wholeGenerations(Line line, List<Long> ofLine) {
    Deque<GenerationInfo> found = new ArrayDeque<>();
    for (GenerationInfo one : destination.generations()) {
      if (!ofLine.contains(one.generation()) && !newestBeside(line, one).isBefore(cutoff)) {
        found.add(one);
      }
    }
    Set<Long> whole = new HashSet<>();
    while (!found.isEmpty()) {
      GenerationInfo one = found.remove();
      if (whole.add(one.generation()) && needsParent(one)) {
        one.parent().flatMap(at -> destination.known(at.generation())).ifPresent(found::add);
      }
    }
    return whole;
  }

  /**
   * The generations that go: those the line has left before its base and those beside it, unless
   * they stay whole. A kept snapshot keeps its generation.
   */
  private Set<Long> deadGenerations(List<Long> ofLine, Set<Long> whole, Set<Position> kept) {
    Set<Long> alive = new HashSet<>(ofLine);
    kept.forEach(mark -> alive.add(mark.generation()));
    alive.addAll(whole);
    Set<Long> dead = new HashSet<>();
    for (GenerationInfo one : destination.generations()) {
      if (!alive.contains(one.generation()) && !isJustBegun(one)) {
        dead.add(one.generation());
      }
    }
    return dead;
  }

  /** Whether the writer is going to store something in it. */
  private boolean isJustBegun(GenerationInfo one) {
    return one.epoch() == destination.epoch() && !destination.hasContent(one);
  }

  /** The time of the newest state of a generation that the line does not lead through. */
  private Instant newestBeside(Line line, GenerationInfo one) {
    Instant newest = Instant.EPOCH;
    for (SnapshotInfo snapshot : destination.snapshots()) {
      if (snapshot.generation() == one.generation() && !line.reaches(snapshot.position())) {
        newest = later(newest, destination.outline(snapshot).commitTime());
      }
    }
    for (SegmentInfo segment : newestSegments(one)) {
      if (!line.reaches(new Position(one.generation(), segment.lastVersion()))) {
        newest = later(newest, destination.lastTime(segment));
      }
    }
    return newest;
  }

  /** The last segment of each writer: the times of commits never go back. */
  private Collection<SegmentInfo> newestSegments(GenerationInfo one) {
    Map<Long, SegmentInfo> ofEpoch = new HashMap<>();
    destination.segments().stream()
        .filter(segment -> segment.generation() == one.generation())
        .forEach(segment -> ofEpoch.put(segment.epoch(), segment));
    return ofEpoch.values();
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /** Without a snapshot at its very beginning, its first states are reached from its parent. */
  private boolean needsParent(GenerationInfo one) {
    long beginning = one.parent().map(Position::version).orElse(0L);
    return destination.snapshots().stream()
        .noneMatch(
            snapshot ->
                snapshot.generation() == one.generation() && snapshot.version() <= beginning);
  }

  /** In the order in which it goes: snapshots first, so that none is left without its chain. */
  private static RetentionPlan result(List<ObjectInfo> going, SnapshotInfo base) {
    List<String> names = going.stream().map(ObjectInfo::name).toList();
    long bytes = going.stream().mapToLong(ObjectInfo::bytes).sum();
    return new RetentionPlan(names, bytes, Optional.of(base), Optional.empty());
  }
}
