package dev.kedge.replica;

import dev.kedge.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a validation found.
 *
 * @param matches whether the restored state is the database's, and in order
 * @param position the state that was compared
 * @param verifiedAt when
 * @param bytes the length of the objects it was restored from
 * @param restore how long restoring took
 * @param evidence the restored database, which is left there, if it does not match
 * @param problem what is wrong, if it does not match
 */
public record ValidationResult(
    boolean matches,
    Position position,
    Instant verifiedAt,
    long bytes,
    Duration restore,
    Optional<Path> evidence,
    Optional<String> problem) {

  /** How many bytes of objects a second were restored; at least 1. */
  long restoreRate() {
    return Math.max(1, (long) (bytes * 1e9 / Math.max(1, restore.toNanos())));
  }
}
