package dev.kedge;

import java.time.Duration;
import java.util.List;

/**
 * What an integrity check found.
 *
 * @param version the commit whose state was checked; 0 if there is none
 * @param livePages pages in use
 * @param freePages pages free for reuse
 * @param entries keys found
 * @param problems what is wrong, one line each, naming file and place; empty if nothing is;
 *     immutable
 * @param elapsed how long it took
 */
public record CheckResult(
    long version,
    long livePages,
    long freePages,
    long entries,
    List<String> problems,
    Duration elapsed) {

  /**
   * Checks the components and copies the list.
   *
   * @throws IllegalArgumentException if a number or the duration is negative
   */
  public CheckResult {
    Checks.notNegative(version, "version");
    Checks.notNegative(livePages, "livePages");
    Checks.notNegative(freePages, "freePages");
    Checks.notNegative(entries, "entries");
    Checks.elapsed(elapsed);
    problems = List.copyOf(problems);
  }

  /** Whether nothing is wrong. */
  public boolean isOk() {
    return problems.isEmpty();
  }
}
