package dev.kedge.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * How long to wait after failures: twice as long after each, up to a minute, and by chance down to
 * half of that, so that many who failed together don't come back together. One thread.
 */
final class Backoff {

  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Duration shortest;
  private final RandomGenerator random;
  private int failures;
  private Instant until = Instant.MIN;

  Backoff(Duration shortest, RandomGenerator random) {
    this.shortest = shortest;
    this.random = random;
  }

  void failed(Instant now) {
    Duration wait = shortest.multipliedBy(1L << Math.min(failures, 20));
    wait = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    failures++;
    until = now.plusMillis((long) (wait.toMillis() * (0.5 + random.nextDouble() / 2)));
  }

  void succeeded() {
    failures = 0;
    until = Instant.MIN;
  }

  boolean isOver(Instant now) {
    return !now.isBefore(until);
  }
}
