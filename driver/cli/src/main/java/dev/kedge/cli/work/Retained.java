package dev.kedge.cli.work;

import dev.kedge.replica.RetentionPlan;
import java.util.List;
import java.util.Optional;

/**
 * What retention has deleted, or would delete.
 *
 * @param objects the names of the objects; of very many only the first
 * @param count how many there are
 * @param bytes their length
 * @param base the object that the oldest state to stay begins with
 * @param postponed why nothing may be deleted now
 */
public record Retained(
    List<String> objects,
    int count,
    long bytes,
    Optional<String> base,
    Optional<String> postponed) {

  /** Copies the list. */
  public Retained {
    objects = List.copyOf(objects);
  }

  /** All of a plan. */
  public static Retained of(RetentionPlan plan) {
    return new Retained(
        plan.objects(),
        plan.objects().size(),
        plan.bytes(),
        plan.base().map(base -> base.object()),
        plan.postponed());
  }
}
