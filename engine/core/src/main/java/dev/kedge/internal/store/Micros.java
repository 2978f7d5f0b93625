package dev.kedge.internal.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Commit times: microseconds since 1970, and instants. */
public final class Micros {

  private Micros() {}

  /** The last microsecond that is not after an instant; far instants are cut to what fits. */
  public static long of(Instant instant) {
    try {
      long seconds = Math.multiplyExact(instant.getEpochSecond(), 1_000_000L);
      return Math.addExact(seconds, instant.getNano() / 1000);
    } catch (ArithmeticException e) {
      return instant.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /** The instant of a commit time. */
  public static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
