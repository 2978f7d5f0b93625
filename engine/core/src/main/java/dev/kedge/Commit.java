package dev.kedge;

import java.time.Instant;
import java.util.Objects;

/**
 * A commit, as its call returns it.
 *
 * @param version its version, from 1, one more than that of the commit before; 0 only for the state
 *     before the first commit
 * @param time its commit time, in microseconds precision, never before that of an earlier commit
 */
public record Commit(long version, Instant time) {

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if the version is negative
   */
  public Commit {
    Checks.notNegative(version, "version");
    Objects.requireNonNull(time, "time");
  }
}
