package dev.kedge.replica;

import dev.kedge.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    Set<Long> dead = deadGenerations(line, base, kept);
    for (SnapshotInfo one : destination.snapshots()) {
      boolean old = line.has(one.generation()) && one.version() < base.version();
      if ((old || dead.contains(one.generation())) && !kept.contains(one.position())) {
        going.add(new ObjectInfo(one.object(), one.bytes()));
      }
    }
    for (SegmentInfo one : destination.segments()) {
      boolean old = line.has(one.generation()) && one.lastVersion() <= base.version();
      if (old || dead.contains(one.generation())) {
        going.add(new ObjectInfo(one.object(), one.bytes()));
      }
    }
    dead.forEach(one -> going.add(new ObjectInfo(Layout.parent(one), 0)));
    // In the order of epochs, on which fencing relies.
    destination
        .supersededEpochs()
        .forEach(epoch -> going.add(new ObjectInfo(Layout.writer(epoch), 0)));
    return result(going, base);
  }

  /**
   * The generations that go as a whole: those the line has left before its base, and those beside
   * it whose newest state is older than the cutoff. A kept snapshot keeps its generation.
   */
  private Set<Long> deadGenerations(Line line, SnapshotInfo base, Set<Position> kept) {
    Set<Long> alive = new HashSet<>(line.generationsFrom(base.generation()));
    kept.forEach(mark -> alive.add(mark.generation()));
    Set<Long> dead = new HashSet<>();
    for (GenerationInfo one : destination.generations()) {
      if (!alive.contains(one.generation()) && (line.has(one.generation()) || isOld(one))) {
        dead.add(one.generation());
      }
    }
    keepAncestors(dead);
    return dead;
  }

  private boolean isOld(GenerationInfo one) {
    Instant newest = Instant.EPOCH;
    for (SnapshotInfo snapshot : destination.snapshots()) {
      if (snapshot.generation() == one.generation()) {
        newest = later(newest, destination.outline(snapshot).commitTime());
      }
    }
    for (SegmentInfo segment : destination.segments()) {
      if (segment.generation() == one.generation()) {
        newest = later(newest, destination.lastTime(segment));
      }
    }
    return newest.isBefore(cutoff);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /** A generation beside the line that stays needs those it descends from. */
  private void keepAncestors(Collection<Long> dead) {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (GenerationInfo one : destination.generations()) {
        if (!dead.contains(one.generation()) && one.parent().isPresent()) {
          long parent = one.parent().get().generation();
          changed |= needsParent(one) && dead.remove(parent);
        }
      }
    }
  }

  /** Without a snapshot at its very beginning, it can't be restored without its parent. */
  private boolean needsParent(GenerationInfo one) {
    return destination.snapshots().stream()
        .noneMatch(snapshot -> snapshot.generation() == one.generation());
  }

  /** Snapshots go first: what is left in between has no chain that ends in nothing. */
  private static RetentionPlan result(List<ObjectInfo> going, SnapshotInfo base) {
    List<String> names = going.stream().map(ObjectInfo::name).toList();
    long bytes = going.stream().mapToLong(ObjectInfo::bytes).sum();
    return new RetentionPlan(names, bytes, Optional.of(base), Optional.empty());
  }
}
