package dev.kedge.jmx;

import dev.kedge.replica.RetentionPlan;
import java.util.List;

/**
 * What retention deletes or has deleted, without the names of very many objects.
 *
 * @param objectCount how many objects
 * @param bytes their length
 * @param base the object that the oldest state to stay begins with, empty if there is none
 * @param postponed why nothing may be deleted now, empty if that is not so
 * @param objects the names of the first of them
 */
public record RetentionSummary(
    int objectCount, long bytes, String base, String postponed, List<String> objects) {

  private static final int MOST_NAMES = 100;

  /** Copies the list. */
  public RetentionSummary {
    objects = List.copyOf(objects);
  }

  static RetentionSummary of(RetentionPlan plan) {
    return new RetentionSummary(
        plan.objects().size(),
        plan.bytes(),
        plan.base().map(snapshot -> snapshot.object()).orElse(""),
        plan.postponed().orElse(""),
        plan.objects().stream().limit(MOST_NAMES).toList());
  }
}
