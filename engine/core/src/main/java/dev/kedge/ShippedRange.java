package dev.kedge;

import java.time.Instant;
import java.util.Objects;

/**
 * A range of commits of one generation that was shipped, and the two points at which it joins its
 * neighbours.
 *
 * @param generation the history the commits belong to, any 64 bits
 * @param firstVersion the first commit shipped; one more than {@code lastVersion} if none was
 * @param lastVersion the last commit shipped, or the version asked for if none was
 * @param historyBefore the history checksum before the first, any 64 bits
 * @param historyAfter the history checksum after the last, any 64 bits
 * @param lastTime the commit time of {@code lastVersion}; the epoch before the first commit
 */
public record ShippedRange(
    long generation,
    long firstVersion,
    long lastVersion,
    long historyBefore,
    long historyAfter,
    Instant lastTime) {

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if the versions are no range
   */
  public ShippedRange {
    Checks.positive(firstVersion, "firstVersion");
    if (lastVersion < firstVersion - 1) {
      throw new IllegalArgumentException(
          "lastVersion " + lastVersion + " is below firstVersion " + firstVersion);
    }
    Objects.requireNonNull(lastTime, "lastTime");
  }

  /** Whether no commit was shipped. */
  public boolean isEmpty() {
    return lastVersion < firstVersion;
  }

  /** How many commits were shipped. */
  public long commits() {
    return lastVersion - firstVersion + 1;
  }

  /** The last commit as a position. */
  public Position last() {
    return new Position(generation, lastVersion);
  }
}
