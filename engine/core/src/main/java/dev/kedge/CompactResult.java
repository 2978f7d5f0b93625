package dev.kedge;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * What a compaction made.
 *
 * @param path the compacted database
 * @param pagesBefore pages of the page file it was made from
 * @param pagesAfter pages of the compacted file
 * @param elapsed how long it took
 */
public record CompactResult(Path path, long pagesBefore, long pagesAfter, Duration elapsed) {

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if a number or the duration is negative
   */
  public CompactResult {
    Objects.requireNonNull(path, "path");
    Checks.notNegative(pagesBefore, "pagesBefore");
    Checks.notNegative(pagesAfter, "pagesAfter");
    Checks.elapsed(elapsed);
  }
}
