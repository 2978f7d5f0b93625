package dev.kedge;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What a verified backup holds.
 *
 * @param position the point in time it holds: generation and last commit
 * @param commitTime the time of that commit; the epoch if there is none
 * @param pageSize bytes of a page
 * @param pages pages in the image, free ones included
 * @param imageBytes length of the page image, which is that of the restored file
 * @param streamBytes bytes read from the input, compressed or not
 * @param compressed whether the input is in the compressed form
 * @param digest the digest of the whole backup, 16 lower-case hexadecimal digits; the same for the
 *     plain and the compressed form
 * @param elapsed how long it took to verify
 */
public record BackupInfo(
    Position position,
    Instant commitTime,
    int pageSize,
    long pages,
    long imageBytes,
    long streamBytes,
    boolean compressed,
    String digest,
    Duration elapsed) {

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if the page size is not positive, another number or the
   *     duration is negative, or the digest is not of its form
   */
  public BackupInfo {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(commitTime, "commitTime");
    Checks.positive(pageSize, "pageSize");
    Checks.notNegative(pages, "pages");
    Checks.notNegative(imageBytes, "imageBytes");
    Checks.notNegative(streamBytes, "streamBytes");
    Checks.digest(digest);
    Checks.elapsed(elapsed);
  }
}
