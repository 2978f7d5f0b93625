package dev.kedge.internal.store;

import dev.kedge.Ancestor;
import dev.kedge.internal.page.Meta;
import java.util.ArrayList;
import java.util.List;

/** Lists of ancestors: the generations that a history has gone through, oldest first. */
final class Lineage {

  private Lineage() {}

  /** The list with another step at its end; the oldest steps go when there are too many. */
  static List<Ancestor> extend(List<Ancestor> ancestors, Ancestor step) {
    List<Ancestor> longer = new ArrayList<>(ancestors);
    longer.add(step);
    int surplus = Math.max(0, longer.size() - Meta.MAX_ANCESTORS);
    return List.copyOf(longer.subList(surplus, longer.size()));
  }

  /** Whether the list has the generation, left at {@code version} or later. */
  static boolean reaches(List<Ancestor> ancestors, long generation, long version) {
    return ancestors.stream()
        .anyMatch(step -> step.generation() == generation && step.version() >= version);
  }
}
