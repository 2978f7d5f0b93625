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
  private final Due next = new Due();
  private int failures;

  Backoff(Duration shortest, RandomGenerator random) {
    this.shortest = shortest;
    this.random = random;
  }

  void failed(Instant now) {
    Duration wait = shortest.multipliedBy(1L << Math.min(failures, 20));
    wait = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    failures++;
    next.in(Duration.ofMillis((long) (wait.toMillis() * (0.5 + random.nextDouble() / 2))), now);
  }

  void succeeded() {
    failures = 0;
    next.now();
  }

  boolean isOver(Instant now) {
    return next.isOver(now);
  }
}
