package dev.kedge.internal.store;

import dev.kedge.KedgeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Gives commit times, which never go backwards: when the clock does, they stand until it has caught
 * up, and the listener is told once. Used under the commit lock.
 */
final class CommitClock {

  /** Steps of the clock as small as this are of no interest to anybody. */
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  private final InstantSource source;
  private final Notifier notifier;
  private boolean told;

  CommitClock(InstantSource source, Notifier notifier) {
    this.source = source;
    this.notifier = notifier;
  }

  /** The time for the commit after one of {@code lastMicros}. */
  long after(long lastMicros) {
    Instant now = source.instant();
    long micros = Micros.of(now);
    if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
      throw new KedgeException(
          "the clock shows "
              + now
              + ", which no commit time can be: mend it; nothing is committed");
    }
    if (micros >= lastMicros) {
      told = false;
      return micros;
    }
    if (!told && lastMicros - micros > TOLERANCE.toNanos() / 1000) {
      told = true;
      Instant last = Micros.instant(lastMicros);
      notifier.tell(listener -> listener.onClockJump(last, now));
    }
    return lastMicros;
  }
}
