package dev.kedge.internal.wal;

/**
 * The measures of a log.
 *
 * @param firstSegmentBytes what the first segment of an opened log holds, in bytes after its
 *     header, at least 4096; rounded up to whole 4 KiB. Each segment that follows because one is
 *     full holds twice as much, up to 16 times the first and 256 MiB
 * @param maxTransactionBytes the most bytes that the encoded operations of a transaction may have
 */
public record LogConfig(long firstSegmentBytes, long maxTransactionBytes) {

  /** What a group may hold beyond one transaction of the largest size. */
  static final long SLACK_BYTES = 1 << 20;

  private static final long MAX_SEGMENT_BYTES = 256L << 20;
  private static final int MAX_GROWTH = 16;
  private static final long UNIT = 4096;

  /**
   * Checks the measures.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public LogConfig {
    if (firstSegmentBytes < UNIT || firstSegmentBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("first segment bytes: " + firstSegmentBytes);
    }
    if (maxTransactionBytes < 1 || maxTransactionBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("max transaction bytes: " + maxTransactionBytes);
    }
    firstSegmentBytes = wholeUnits(firstSegmentBytes);
  }

  /** The most bytes of records in a group. */
  public long maxGroupBytes() {
    return Math.min(maxTransactionBytes + SLACK_BYTES, LogGroup.MAX_PAYLOAD_BYTES);
  }

  /** The most that a segment holds, unless a single group needs more. */
  long maxSegmentBytes() {
    return Math.max(firstSegmentBytes, Math.min(firstSegmentBytes * MAX_GROWTH, MAX_SEGMENT_BYTES));
  }

  /** Rounds up to whole 4 KiB. */
  static long wholeUnits(long bytes) {
    return (bytes + UNIT - 1) / UNIT * UNIT;
  }
}
