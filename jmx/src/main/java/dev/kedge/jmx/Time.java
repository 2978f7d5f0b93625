package dev.kedge.jmx;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.function.LongSupplier;

/**
 * The clocks: one that tells the time, one that measures it.
 *
 * @param clock tells the time
 * @param nanos measures it, as {@link System#nanoTime}
 */
record Time(InstantSource clock, LongSupplier nanos) {

  private static final double NANOS_PER_SECOND = 1e9;

  /** Those of the system. */
  static final Time SYSTEM = new Time(InstantSource.system(), System::nanoTime);

  /** Seconds since {@code start}, a value of {@link #nanos}. */
  double secondsSince(long start) {
    return seconds(nanos.getAsLong() - start);
  }

  /** Nanoseconds in seconds. */
  static double seconds(long nanos) {
    return nanos / NANOS_PER_SECOND;
  }

  /**
   * Reads an instant.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Instant parse(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no timestamp: write it like 2026-01-31T12:00:00Z", e);
    }
  }

  /** An instant in seconds since 1970. */
  static double epochSeconds(Instant instant) {
    return instant.getEpochSecond() + seconds(instant.getNano());
  }
}
