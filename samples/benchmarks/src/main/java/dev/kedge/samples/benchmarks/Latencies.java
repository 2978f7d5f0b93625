package dev.kedge.samples.benchmarks;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How long each of many calls took, one after the other in each thread: a call that waits keeps the
 * next ones of its thread from being made.
 *
 * @param seconds for how long calls were made
 * @param nanos how long they took
 */
public record Latencies(double seconds, Histogram nanos) {

  /** Three decimal digits of every time are kept. */
  public static final int DIGITS = 3;

  private static final double NANOS_PER_MILLI = 1e6;

  /** Nothing yet, to be added to. */
  public static Latencies none() {
    return new Latencies(0, new Histogram(DIGITS));
  }

  public long count() {
    return nanos.getTotalCount();
  }

  public double perSecond() {
    return seconds == 0 ? 0 : count() / seconds;
  }

  public double millis(double percent) {
    return nanos.getValueAtPercentile(percent) / NANOS_PER_MILLI;
  }

  public double maxMillis() {
    return nanos.getMaxValue() / NANOS_PER_MILLI;
  }

  /** Calls a second, p50, p99, p99.9 and the longest, for a row of a table. */
  public List<String> cells() {
    return List.of(
        "%,.0f".formatted(perSecond()),
        Unit.MILLIS.print(millis(50)),
        Unit.MILLIS.print(millis(99)),
        Unit.MILLIS.print(millis(99.9)),
        Unit.MILLIS.print(maxMillis()));
  }

  /** These and others as one. */
  public Latencies plus(Latencies other) {
    Histogram sum = nanos.copy();
    sum.add(other.nanos);
    return new Latencies(seconds + other.seconds, sum);
  }
}
