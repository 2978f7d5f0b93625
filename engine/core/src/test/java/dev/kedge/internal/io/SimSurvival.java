package dev.kedge.internal.io;

import java.util.Random;

/**
 * Decides what a power cut leaves of what was not forced. Each cut has a character of its own, from
 * "all is lost" to "all but a little is there", so that a series of cuts meets the extremes too.
 */
final class SimSurvival {

  /** The bytes that a disk writes whole or not at all. */
  static final int SECTOR_BYTES = 512;

  /** What becomes of a write. */
  enum Fate {
    WHOLE,
    TORN,
    LOST
  }

  private static final double[] KEPT = {0, 0.3, 0.7, 0.95, 1};
  private static final double[] TORN = {0, 0.5, 1};

  private final Random random;
  private final double kept;
  private final double torn;

  SimSurvival(Random random) {
    this.random = random;
    this.kept = KEPT[random.nextInt(KEPT.length)];
    this.torn = TORN[random.nextInt(TORN.length)];
  }

  /** Whether a change of a name or a length is there. */
  boolean isKept() {
    return random.nextDouble() < kept;
  }

  /** Whether a sector of a torn write is there. */
  boolean isSectorKept() {
    return random.nextBoolean();
  }

  Fate fate() {
    if (random.nextDouble() < kept) {
      return Fate.WHOLE;
    }
    return random.nextDouble() < torn ? Fate.TORN : Fate.LOST;
  }
}
