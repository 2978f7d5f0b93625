package dev.kedge.replica;

import java.util.List;
import java.util.Optional;

/**
 * What retention deletes, or would delete.
 *
 * @param objects the names of objects, in the order in which they go; immutable
 * @param bytes their length
 * @param base the snapshot that the oldest state to stay begins with, if there is one
 * @param postponed why nothing may be deleted now, if that is so
 */
public record RetentionPlan(
    List<String> objects, long bytes, Optional<SnapshotInfo> base, Optional<String> postponed) {

  /** Copies the list. */
  public RetentionPlan {
    objects = List.copyOf(objects);
  }

  /** Deletes nothing, for a reason. */
  static RetentionPlan postponed(String why) {
    return new RetentionPlan(List.of(), 0, Optional.empty(), Optional.of(why));
  }
}
