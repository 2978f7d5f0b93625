package dev.kedge;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Runs something with one seed after another until the time is over that the property {@code
 * kedge.campaign.seconds} gives. The property {@code kedge.seed} gives one seed to run instead.
 */
final class Campaign {

  private Campaign() {}

  /** Runs it at least once; prints the first seed. */
  static void run(String what, LongConsumer work) {
    Long only = Long.getLong("kedge.seed");
    if (only != null) {
      work.accept(only);
      return;
    }
    long start = System.nanoTime();
    long budget = TimeUnit.SECONDS.toNanos(Long.getLong("kedge.campaign.seconds", 0));
    long first = Math.floorMod(start, 1_000_000_000L) * 1000;
    long seed = first;
    do {
      work.accept(seed++);
    } while (System.nanoTime() - start < budget);
    System.out.println(what + ": " + (seed - first) + " seeds from " + first);
  }
}
