package dev.kedge.samples.benchmarks;

import java.time.Duration;

/** Time since it was started. */
public final class Stopwatch {

  private static final double NANOS_PER_SECOND = 1e9;

  private final long start = System.nanoTime();

  /** Something that can be measured. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  /** How many seconds something takes. */
  public static double seconds(Work work) throws Exception {
    Stopwatch watch = new Stopwatch();
    work.run();
    return watch.seconds();
  }

  public double seconds() {
    return (System.nanoTime() - start) / NANOS_PER_SECOND;
  }

  public boolean hasPassed(Duration time) {
    return System.nanoTime() - start >= time.toNanos();
  }
}
