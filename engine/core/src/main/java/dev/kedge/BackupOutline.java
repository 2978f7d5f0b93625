package dev.kedge;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What the first block of a backup says of it. The block itself is proven intact, the rest of the
 * backup is not looked at.
 *
 * @param position the point in time it holds: generation and last commit
 * @param commitTime the time of that commit; the epoch if there is none
 * @param historyChecksum the history checksum after that commit, any 64 bits
 * @param ancestors the generations before it, oldest first; immutable
 * @param imageBytes length of the page image, which is that of the restored file
 * @param compressed whether it is in the compressed form
 */
public record BackupOutline(
    Position position,
    Instant commitTime,
    long historyChecksum,
    List<Ancestor> ancestors,
    long imageBytes,
    boolean compressed) {

  /** No first block, compressed or not, takes more bytes than this. */
  public static final int MAX_BYTES = 4352;

  /**
   * Checks the components and copies the list.
   *
   * @throws IllegalArgumentException if the length is negative
   */
  public BackupOutline {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(commitTime, "commitTime");
    ancestors = List.copyOf(ancestors);
    Checks.notNegative(imageBytes, "imageBytes");
  }
}
