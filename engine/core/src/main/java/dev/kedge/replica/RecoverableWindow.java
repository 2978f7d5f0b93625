package dev.kedge.replica;

import dev.kedge.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The states that can be restored from a destination.
 *
 * @param generation the generation at whose end they stand
 * @param ranges unbroken ranges of versions, oldest first. Immutable
 * @param stored the last version of which there is anything, in a range or not
 */
public record RecoverableWindow(long generation, List<Range> ranges, long stored) {

  /** Copies the list. */
  public RecoverableWindow {
    ranges = List.copyOf(ranges);
  }

  /**
   * An unbroken range of versions.
   *
   * @param oldest the first state
   * @param oldestTime its commit time
   * @param newest the last state
   * @param newestTime its commit time, or one before it if that is not known. Instants before it
   *     can be restored; from it on, those that a heartbeat proves nothing was committed until
   */
  public record Range(Position oldest, Instant oldestTime, Position newest, Instant newestTime) {}

  /**
   * Versions that can't be restored, though earlier ones can, and there is something of later ones.
   *
   * @param firstVersion the first of them
   * @param lastVersion the last of them
   */
  public record Hole(long firstVersion, long lastVersion) {}

  /** What is missing between the ranges, and behind the last one up to what is stored. */
  public List<Hole> holes() {
    List<Hole> holes = new ArrayList<>();
    for (int i = 1; i < ranges.size(); i++) {
      long before = ranges.get(i - 1).newest().version();
      long next = ranges.get(i).oldest().version();
      if (next > before + 1) {
        holes.add(new Hole(before + 1, next - 1));
      }
    }
    newest()
        .map(range -> range.newest().version())
        .filter(newest -> newest < stored)
        .ifPresent(newest -> holes.add(new Hole(newest + 1, stored)));
    return holes;
  }

  /** The oldest state; empty if none can be restored. */
  public Optional<Range> oldest() {
    return ranges.isEmpty() ? Optional.empty() : Optional.of(ranges.get(0));
  }

  /** The range that the newest state is in; empty if none can be restored. */
  public Optional<Range> newest() {
    return ranges.isEmpty() ? Optional.empty() : Optional.of(ranges.get(ranges.size() - 1));
  }
}
