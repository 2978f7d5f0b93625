package dev.kedge.replica;

import dev.kedge.DestinationException;
import dev.kedge.KedgeException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots that were found to be damaged while a restore is planned and carried out: it goes
 * on from an older one, if there is one from which the log leads to the target.
 */
final class DamagedSnapshots {

  private final Set<String> objects = new LinkedHashSet<>();
  private @Nullable DestinationException first;

  /** Whether an error says that another snapshot is damaged; it is passed over from now on. */
  boolean note(DestinationException error) {
    boolean isAnother =
        error.isDamaged() && Layout.isSnapshot(error.object()) && objects.add(error.object());
    if (isAnother && first == null) {
      first = error;
    }
    return isAnother;
  }

  /**
   * Plans without them, and without those that the plan finds.
   *
   * @throws DestinationException the first damage that was found, if there is no plan without it
   */
  RestorePlan without(Function<Set<String>, RestorePlan> planner) {
    while (true) {
      try {
        return planner.apply(objects);
      } catch (KedgeException e) {
        if (!(e instanceof DestinationException asked && note(asked))) {
          throw unreachable(e);
        }
      }
    }
  }

  private KedgeException unreachable(KedgeException error) {
    if (first == null || error == first) {
      return error;
    }
    DestinationException told = needed(first);
    told.addSuppressed(error);
    return told;
  }

  private DestinationException needed(DestinationException of) {
    List<String> others = objects.stream().skip(1).toList();
    return DestinationException.damaged(
        of.url(),
        of.object(),
        "is damaged"
            + (others.isEmpty() ? "" : ", as is " + String.join(", ", others))
            + ", and nothing else leads to that state: put an intact copy back, or make another"
            + " snapshot if the database lives",
        of);
  }
}
