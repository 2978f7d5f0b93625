package dev.kedge.replica;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a destination is behind its database, or a follower behind its primary. What can't be
 * known is empty, never 0.
 *
 * @param versions commits that are missing there
 * @param bytes about how much log these are
 * @param time for how long the oldest of them has been there; zero if none is missing
 * @param proofAge how long ago this was last proved
 */
public record ReplicaLag(
    OptionalLong versions,
    OptionalLong bytes,
    Optional<Duration> time,
    Optional<Duration> proofAge) {

  /** Nothing is known. */
  public static final ReplicaLag UNKNOWN =
      new ReplicaLag(
          OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), Optional.empty());
}
