package dev.kedge.replica;

import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a restore is to bring back: at most one of a version and an instant, the latest state if
 * neither.
 */
record RestoreTarget(OptionalLong generation, OptionalLong version, @Nullable Instant instant) {

  static final RestoreTarget LATEST =
      new RestoreTarget(OptionalLong.empty(), OptionalLong.empty(), null);

  boolean isLatest() {
    return version.isEmpty() && instant == null;
  }

  RestoreTarget in(long newGeneration) {
    return new RestoreTarget(OptionalLong.of(newGeneration), version, instant);
  }

  RestoreTarget at(long newVersion) {
    refuseSecond();
    return new RestoreTarget(generation, OptionalLong.of(newVersion), null);
  }

  RestoreTarget at(Instant newInstant) {
    refuseSecond();
    return new RestoreTarget(generation, OptionalLong.empty(), newInstant);
  }

  private void refuseSecond() {
    if (version.isPresent() || instant != null) {
      throw new IllegalArgumentException(
          "the target is " + this + " already: a version and an instant contradict each other");
    }
  }

  @Override
  public String toString() {
    if (version.isPresent()) {
      return "version " + version.getAsLong();
    }
    return instant == null ? "latest" : instant.toString();
  }
}
