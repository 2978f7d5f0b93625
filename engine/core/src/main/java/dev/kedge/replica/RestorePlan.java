package dev.kedge.replica;

import dev.kedge.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a restore would fetch: a snapshot, and the segments that lead from it to the target.
 *
 * @param url the destination
 * @param generation the generation at whose end the target is looked for
 * @param snapshot where it begins
 * @param segments what is applied to it, in order; immutable
 * @param through the version it ends at, or with {@code until} the last one it may end at
 * @param until the instant that was asked for: it ends with the last commit at or before it
 * @param bytes the length of all these objects
 * @param damaged what is damaged and not used: snapshots that would have been nearer to the target,
 *     and the heartbeat, without which nobody knows whether more had been stored; immutable
 * @param predicted how long it takes, by the rate of the last validation of whoever replicates to
 *     the destination, on the machine where that was; empty if that is not known
 */
public record RestorePlan(
    String url,
    long generation,
    SnapshotInfo snapshot,
    List<Part> segments,
    Position through,
    Optional<Instant> until,
    long bytes,
    List<String> damaged,
    Optional<Duration> predicted) {

  /** Copies the lists. */
  public RestorePlan {
    segments = List.copyOf(segments);
    damaged = List.copyOf(damaged);
  }

  /**
   * A segment, and how much of it is applied.
   *
   * @param segment the segment
   * @param through the last version that is taken from it
   */
  public record Part(SegmentInfo segment, long through) {}

  /** The same, made without further objects that are damaged. */
  RestorePlan without(List<String> objects) {
    List<String> all = new ArrayList<>(damaged);
    all.addAll(objects);
    return new RestorePlan(
        url, generation, snapshot, segments, through, until, bytes, all, predicted);
  }

  /** How many objects are fetched. */
  public int objects() {
    return 1 + segments.size();
  }
}
