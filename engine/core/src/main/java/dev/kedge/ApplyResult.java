package dev.kedge;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an apply did.
 *
 * @param position where the replica stands now
 * @param applied commits applied
 * @param skipped commits passed over because the replica had them
 * @param commitTime the time of the last commit it has; null if it has none
 * @param reachedTarget whether the target version or instant was reached; true if none was given
 * @param elapsed how long it took
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public record ApplyResult(
    Position position,
    long applied,
    long skipped,
    @Nullable Instant commitTime,
    boolean reachedTarget,
    Duration elapsed) {

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if a number or the duration is negative
   */
  public ApplyResult {
    Objects.requireNonNull(position, "position");
    Checks.notNegative(applied, "applied");
    Checks.notNegative(skipped, "skipped");
    Checks.elapsed(elapsed);
  }
}
