package dev.kedge;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What a backup wrote.
 *
 * @param position the point in time it holds: generation and last commit
 * @param commitTime the time of that commit; the epoch if there is none
 * @param pages pages in the image, free ones included
 * @param imageBytes length of the page image, which is that of the restored file
 * @param streamBytes bytes written to the output, compressed or not
 * @param digest the digest of the whole backup, 16 lower-case hexadecimal digits; the same for the
 *     plain and the compressed form
 * @param compressed whether it was written in the compressed form
 * @param elapsed how long it took
 */
public record BackupResult(
    Position position,
    Instant commitTime,
    long pages,
    long imageBytes,
    long streamBytes,
    String digest,
    boolean compressed,
    Duration elapsed) {

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if a number or the duration is negative, or the digest is not
   *     of its form
   */
  public BackupResult {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(commitTime, "commitTime");
    Checks.notNegative(pages, "pages");
    Checks.notNegative(imageBytes, "imageBytes");
    Checks.notNegative(streamBytes, "streamBytes");
    Checks.digest(digest);
    Checks.elapsed(elapsed);
  }
}
