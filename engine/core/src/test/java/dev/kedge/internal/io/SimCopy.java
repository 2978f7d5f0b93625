package dev.kedge.internal.io;

import java.util.IdentityHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One copy of a simulated file system, in which a file with two names stays one file. */
final class SimCopy {

  private final IdentityHashMap<SimNode, SimNode> done = new IdentityHashMap<>();
  private final Optional<SimSurvival> survival;

  private SimCopy(Optional<SimSurvival> survival) {
    this.survival = survival;
  }

  /** What a power cut leaves. */
  static SimCopy afterCrash(SimSurvival survival) {
    return new SimCopy(Optional.of(survival));
  }

  /** Everything, with what is not durable as it stands. */
  static SimCopy afterKill() {
    return new SimCopy(Optional.empty());
  }

  /** Who decides what a power cut leaves; nothing if there is none. */
  Optional<SimSurvival> survival() {
    return survival;
  }

  SimNode of(SimNode original) {
    @Nullable SimNode copy = done.get(original);
    if (copy == null) {
      copy = original.copy(this);
      done.put(original, copy);
    }
    return copy;
  }
}
