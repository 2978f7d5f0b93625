package dev.kedge;

import java.time.Duration;

/**
 * What a checkpoint did.
 *
 * @param version the last commit that the page file now holds; 0 if there is none
 * @param pagesWritten pages written; 0 if there was nothing new
 * @param bytesWritten bytes written to the page file
 * @param elapsed how long it took
 */
public record CheckpointResult(
    long version, long pagesWritten, long bytesWritten, Duration elapsed) {

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if a number or the duration is negative
   */
  public CheckpointResult {
    Checks.notNegative(version, "version");
    Checks.notNegative(pagesWritten, "pagesWritten");
    Checks.notNegative(bytesWritten, "bytesWritten");
    Checks.elapsed(elapsed);
  }
}
