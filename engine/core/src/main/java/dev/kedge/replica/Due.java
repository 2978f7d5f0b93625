package dev.kedge.replica;

import java.time.Duration;
import java.time.Instant;

/**
 * When something is to be done next. If the clock is put back it is done at once, instead of
 * whenever the clock gets there again. One thread.
 */
final class Due {

  private Instant at = Instant.MIN;
  private Duration wait = Duration.ZERO;

  /** It is to be done so long after now. */
  void in(Duration newWait, Instant now) {
    wait = newWait;
    at = now.plus(newWait);
  }

  /** It is to be done now. */
  void now() {
    at = Instant.MIN;
  }

  boolean isOver(Instant now) {
    return !now.isBefore(at) || now.plus(wait).isBefore(at);
  }
}
