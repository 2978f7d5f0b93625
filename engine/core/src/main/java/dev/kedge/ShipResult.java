package dev.kedge;

import java.time.Duration;

/**
 * What was shipped.
 *
 * @param sections sections in the stream, one for each generation it passes through
 * @param firstVersion the first commit shipped; without meaning if none was
 * @param lastVersion the last commit shipped; without meaning if none was
 * @param commits commits shipped; 0 if there was nothing new
 * @param bytes bytes written to the output
 * @param elapsed how long it took
 */
public record ShipResult(
    long sections,
    long firstVersion,
    long lastVersion,
    long commits,
    long bytes,
    Duration elapsed) {

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if a number or the duration is negative, or commits were
   *     shipped and their versions are no range
   */
  public ShipResult {
    Checks.notNegative(sections, "sections");
    Checks.notNegative(firstVersion, "firstVersion");
    Checks.notNegative(lastVersion, "lastVersion");
    Checks.notNegative(commits, "commits");
    Checks.notNegative(bytes, "bytes");
    Checks.elapsed(elapsed);
    if (commits > 0) {
      Checks.versions(firstVersion, lastVersion);
    }
  }

  /** Whether no commit was shipped. */
  public boolean isEmpty() {
    return commits == 0;
  }
}
