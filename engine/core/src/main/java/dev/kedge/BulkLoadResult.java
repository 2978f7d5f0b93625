package dev.kedge;

import java.time.Duration;

/**
 * What a bulk load stored.
 *
 * @param entries entries loaded
 * @param firstVersion the first commit of the load; without meaning if nothing was loaded
 * @param lastVersion the last commit of the load; without meaning if nothing was loaded
 * @param elapsed how long it took
 */
public record BulkLoadResult(long entries, long firstVersion, long lastVersion, Duration elapsed) {

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if a number or the duration is negative, or entries were
   *     loaded and the versions are no range
   */
  public BulkLoadResult {
    Checks.notNegative(entries, "entries");
    Checks.notNegative(firstVersion, "firstVersion");
    Checks.notNegative(lastVersion, "lastVersion");
    Checks.elapsed(elapsed);
    if (entries > 0) {
      Checks.versions(firstVersion, lastVersion);
    }
  }
}
