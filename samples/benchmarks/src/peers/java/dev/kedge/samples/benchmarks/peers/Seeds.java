package dev.kedge.samples.benchmarks.peers;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Random numbers, others for each thread and each run of it, and the same whenever the program
 * runs. Writing again what is already there would cost some engines nothing: SQLite then neither
 * writes nor forces.
 */
final class Seeds {

  private static final AtomicLong LAST = new AtomicLong();

  private Seeds() {}

  static SplittableRandom next() {
    return new SplittableRandom(LAST.incrementAndGet());
  }
}
