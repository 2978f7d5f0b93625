package dev.kedge.jmx;

import dev.kedge.Position;
import dev.kedge.replica.ReplicaRestoreResult;
import dev.kedge.replica.RestorePlan;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a restore from a destination made, without each of the segments, of which there may be very
 * many.
 *
 * @param path the restored database
 * @param position the state it has
 * @param plan what it was made of
 * @param elapsed how long it took
 */
record RestoreSummary(Path path, Position position, Plan plan, Duration elapsed) {

  /**
   * What it was made of.
   *
   * @param url the destination
   * @param generation the history
   * @param snapshot the object it began with
   * @param segments how many segments of log were applied to that
   * @param segmentBytes their length
   * @param bytes what was fetched in all
   * @param damaged the snapshots that are damaged, and were passed over
   * @param until the instant that was asked for, if one was
   */
  record Plan(
      String url,
      long generation,
      String snapshot,
      int segments,
      long segmentBytes,
      long bytes,
      List<String> damaged,
      Optional<Instant> until) {}

  static RestoreSummary of(ReplicaRestoreResult result) {
    return new RestoreSummary(
        result.path(), result.position(), plan(result.plan()), result.elapsed());
  }

  private static Plan plan(RestorePlan plan) {
    return new Plan(
        plan.url(),
        plan.generation(),
        plan.snapshot().object(),
        plan.segments().size(),
        plan.segments().stream().mapToLong(part -> part.segment().bytes()).sum(),
        plan.bytes(),
        plan.damaged(),
        plan.until());
  }
}
