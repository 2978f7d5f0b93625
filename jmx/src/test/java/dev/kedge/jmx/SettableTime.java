package dev.kedge.jmx;

import java.time.Duration;
import java.time.Instant;

/** Clocks that stand until they are moved. */
final class SettableTime {

  private Instant now;
  private long nanos;

  SettableTime(String now) {
    this.now = Instant.parse(now);
  }

  Time time() {
    return new Time(this::now, this::nanos);
  }

  private synchronized Instant now() {
    return now;
  }

  private synchronized long nanos() {
    return nanos;
  }

  synchronized void advance(Duration by) {
    now = now.plus(by);
    nanos += by.toNanos();
  }

  /** Sets the clock that tells the time, while the other one stands. */
  synchronized void set(String instant) {
    now = Instant.parse(instant);
  }
}
