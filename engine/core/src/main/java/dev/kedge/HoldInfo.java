package dev.kedge;

import java.time.Instant;
import java.util.Objects;

/**
 * A log hold: a named promise to keep log for a party that has not got it yet.
 *
 * @param name its name, not empty
 * @param version log after this version is kept
 * @param capBytes the most log it may keep, in bytes, positive; beyond it the hold is dropped
 * @param heldBytes the log it keeps now, in bytes
 * @param created when it was created
 */
public record HoldInfo(String name, long version, long capBytes, long heldBytes, Instant created) {

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if the name is empty, the cap is not positive, or another
   *     number is negative
   */
  public HoldInfo {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("name must not be empty");
    }
    Checks.notNegative(version, "version");
    Checks.positive(capBytes, "capBytes");
    Checks.notNegative(heldBytes, "heldBytes");
    Objects.requireNonNull(created, "created");
  }
}
