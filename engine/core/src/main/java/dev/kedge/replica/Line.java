package dev.kedge.replica;

import dev.kedge.DestinationException;
import dev.kedge.Position;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One unbroken history through the generations at a destination: from the first one there is down
 * to one of them. Decides which objects count where several have the same versions: within a
 * generation those of the higher epoch, from its first version on.
 */
final class Line {

  /** A generation's part: the versions after {@code after}, through {@code through}. */
  private record Step(long generation, long after, long through) {}

  /**
   * A segment's part in a chain.
   *
   * @param through the last version that is taken from it
   */
  record Link(SegmentInfo segment, long through) {

    /** Whether the line leaves the segment before its end. */
    boolean isCut() {
      return through < segment.lastVersion();
    }
  }

  private final Destination destination;
  private final List<Step> steps;
  private final Optional<Position> root;
  private final Optional<DestinationException> damage;

  private Line(
      Destination destination,
      List<Step> steps,
      Optional<Position> root,
      Optional<DestinationException> damage) {
    this.destination = destination;
    this.steps = steps;
    this.root = root;
    this.damage = damage;
  }

  /** The line that ends with a generation. */
  static Line of(Destination destination, long generation) {
    return until(destination, new Position(generation, Long.MAX_VALUE));
  }

  /**
   * The line that ends at a position. It begins with a generation whose parent is damaged or
   * missing: what that one has itself belongs to it all the same.
   */
  static Line until(Destination destination, Position end) {
    Deque<Step> steps = new ArrayDeque<>();
    Set<Long> seen = new HashSet<>();
    Optional<Position> at = Optional.of(end);
    Optional<DestinationException> damage = Optional.empty();
    long through = Long.MAX_VALUE;
    while (at.isPresent() && destination.has(at.get().generation())) {
      long generation = at.get().generation();
      if (!seen.add(generation)) {
        throw new DestinationException(
            destination.client().url(),
            Layout.parent(generation),
            "is its own ancestor, which can't be",
            null);
      }
      through = Math.min(through, at.get().version());
      damage = destination.damage(generation);
      at = destination.known(generation).flatMap(GenerationInfo::parent);
      long after = at.map(Position::version).orElse(0L);
      steps.addFirst(new Step(generation, Math.min(after, through), through));
    }
    long last = through;
    Optional<Position> root =
        at.map(one -> new Position(one.generation(), Math.min(last, one.version())));
    return new Line(destination, List.copyOf(steps), root, damage);
  }

  /**
   * Refuses to go on where something before the line would be needed.
   *
   * @throws DestinationException if there may be something, but nobody knows what
   */
  void refuseDamageBefore() {
    damage.ifPresent(
        one -> {
          throw one;
        });
  }

  /** The snapshots of the line, oldest first. */
  List<SnapshotInfo> snapshots() {
    List<SnapshotInfo> found = new ArrayList<>();
    for (Step step : steps) {
      destination.snapshots().stream()
          .filter(one -> one.generation() == step.generation)
          .filter(one -> one.version() >= step.after && one.version() <= step.through)
          .forEach(found::add);
    }
    return found;
  }

  /**
   * The newest snapshot of the line that can be used.
   *
   * @param damage hears of those that are newer and can't
   */
  Optional<SnapshotInfo> newestSound(Consumer<DestinationException> damage) {
    List<SnapshotInfo> snapshots = snapshots();
    for (int i = snapshots.size() - 1; i >= 0; i--) {
      try {
        destination.outline(snapshots.get(i));
        return Optional.of(snapshots.get(i));
      } catch (DestinationException e) {
        if (!e.isDamaged()) {
          throw e;
        }
        damage.accept(e);
      }
    }
    return Optional.empty();
  }

  /** Whether a generation is part of it. */
  boolean has(long generation) {
    return steps.stream().anyMatch(step -> step.generation == generation);
  }

  /** A generation of the line and those that come after it. */
  List<Long> generationsFrom(long generation) {
    return steps.stream().map(Step::generation).dropWhile(one -> one != generation).toList();
  }

  /**
   * Whether a position lies on it, or where it comes from: that generation may not be there any
   * more.
   */
  boolean reaches(Position at) {
    boolean isRoot =
        root.filter(from -> from.generation() == at.generation())
            .filter(from -> at.version() <= from.version())
            .isPresent();
    return isRoot
        || steps.stream()
            .anyMatch(
                step ->
                    step.generation == at.generation()
                        && at.version() >= step.after
                        && at.version() <= step.through);
  }

  /** The segments that continue a version, as far as no version is missing. */
  List<Link> chain(long after) {
    List<Link> links = new ArrayList<>();
    long at = after;
    for (Step step : steps) {
      if (step.through > at && step.after <= at) {
        at = extend(step, at, links);
      }
    }
    return links;
  }

  /** The last version of a chain. */
  static long end(long after, List<Link> chain) {
    return chain.isEmpty() ? after : chain.get(chain.size() - 1).through;
  }

  private long extend(Step step, long after, List<Link> links) {
    List<Link> candidates = candidates(step);
    long at = after;
    int next = 0;
    while (true) {
      Link best = null;
      for (; next < candidates.size(); next++) {
        Link one = candidates.get(next);
        if (one.segment.firstVersion() > at + 1) {
          break;
        }
        if (one.through > (best == null ? at : best.through)) {
          best = one;
        }
      }
      if (best == null) {
        return at;
      }
      links.add(best);
      at = best.through;
    }
  }

  /** The segments of a generation in the order of first versions, each as far as it counts. */
  private List<Link> candidates(Step step) {
    List<SegmentInfo> own =
        destination.segments().stream()
            .filter(segment -> segment.generation() == step.generation)
            .toList();
    NavigableMap<Long, Long> firstOf = new TreeMap<>();
    own.forEach(segment -> firstOf.merge(segment.epoch(), segment.firstVersion(), Math::min));
    return own.stream()
        .map(segment -> new Link(segment, counts(segment, step, firstOf)))
        .filter(link -> link.through >= link.segment.firstVersion())
        .sorted(Comparator.comparingLong(link -> link.segment.firstVersion()))
        .toList();
  }

  private static long counts(SegmentInfo segment, Step step, NavigableMap<Long, Long> firstOf) {
    long through = Math.min(segment.lastVersion(), step.through);
    for (Map.Entry<Long, Long> higher : firstOf.tailMap(segment.epoch(), false).entrySet()) {
      through = Math.min(through, higher.getValue() - 1);
    }
    return through;
  }

  /** Segments that begin behind a version, whether or not they can be reached. */
  Optional<SegmentInfo> firstBehind(long version) {
    return steps.stream()
        .flatMap(step -> candidates(step).stream())
        .filter(link -> link.through > version)
        .map(Link::segment)
        .min(Comparator.comparingLong(SegmentInfo::firstVersion));
  }

  /** A version as a position on this line: in the last generation that has it. */
  Position position(long version) {
    Step found = steps.get(0);
    for (Step step : steps) {
      if (version > step.after && version <= step.through) {
        found = step;
      }
    }
    return new Position(found.generation, version);
  }

  /** All that can be restored. */
  RecoverableWindow window() {
    return window(snapshots());
  }

  /** All that can be restored from some snapshots, oldest first. */
  RecoverableWindow window(List<SnapshotInfo> snapshots) {
    List<RecoverableWindow.Range> ranges = new ArrayList<>();
    long reached = -1;
    for (SnapshotInfo snapshot : snapshots) {
      List<Link> chain = chain(snapshot.version());
      long end = end(snapshot.version(), chain);
      if (snapshot.version() > reached) {
        ranges.add(range(snapshot, chain));
      } else if (end > reached) {
        RecoverableWindow.Range last = ranges.remove(ranges.size() - 1);
        RecoverableWindow.Range more = range(snapshot, chain);
        ranges.add(
            new RecoverableWindow.Range(
                last.oldest(), last.oldestTime(), more.newest(), more.newestTime()));
      }
      reached = Math.max(reached, end);
    }
    return new RecoverableWindow(
        steps.get(steps.size() - 1).generation, ranges, Math.max(reached, lastStored()));
  }

  /** The last version in a segment, whether or not it can be reached. */
  long lastStored() {
    return steps.stream()
        .flatMap(step -> candidates(step).stream())
        .mapToLong(Link::through)
        .max()
        .orElse(0);
  }

  private RecoverableWindow.Range range(SnapshotInfo oldest, List<Link> chain) {
    Instant oldestTime = destination.outline(oldest).commitTime();
    if (chain.isEmpty()) {
      return new RecoverableWindow.Range(
          oldest.position(), oldestTime, oldest.position(), oldestTime);
    }
    Link last = chain.get(chain.size() - 1);
    return new RecoverableWindow.Range(
        oldest.position(),
        oldestTime,
        new Position(last.segment.generation(), last.through),
        newestTime(oldestTime, chain));
  }

  /** The time of the last commit that is known: not that of one within a segment. */
  private Instant newestTime(Instant oldestTime, List<Link> chain) {
    for (int i = chain.size() - 1; i >= 0; i--) {
      if (!chain.get(i).isCut()) {
        return destination.lastTime(chain.get(i).segment);
      }
    }
    return oldestTime;
  }
}
