package dev.kedge;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;

/** A clock that mostly goes on, sometimes stands, and now and then jumps by days, either way. */
final class JumpyClock implements InstantSource {

  private static final int DAY_SECONDS = 86_400;

  private final Random random;
  private Instant now = Instant.parse("2026-02-03T04:05:06Z");

  JumpyClock(long seed) {
    this.random = new Random(seed);
  }

  @Override
  public synchronized Instant instant() {
    Duration step =
        switch (random.nextInt(20)) {
          case 0 -> Duration.ofSeconds(random.nextInt(4 * DAY_SECONDS) - 2L * DAY_SECONDS);
          case 1, 2 -> Duration.ZERO;
          default -> Duration.ofNanos(random.nextInt(5_000_000));
        };
    now = now.plus(step);
    return now;
  }
}
