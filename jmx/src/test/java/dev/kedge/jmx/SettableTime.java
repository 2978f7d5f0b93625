package dev.kedge.jmx;

import java.time.Duration;
import java.time.Instant;

/** Clocks that stand until they are moved. */
final class SettableTime {

  private volatile Instant now;
  private volatile long nanos;

  SettableTime(String now) {
    this.now = Instant.parse(now);
  }

  Time time() {
    return new Time(() -> now, () -> nanos);
  }

  void advance(Duration by) {
    now = now.plus(by);
    nanos += by.toNanos();
  }
}
