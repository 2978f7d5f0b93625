package dev.kedge.internal.store;

/**
 * How much of a large file is written between two forces: as much as the device took in about 60 ms
 * the last time. A commit that has to force the log meanwhile waits for the force it meets, so each
 * is to be short, and as there are few, few commits meet one.
 *
 * <p>Used by one thread at a time.
 */
final class ForcePace {

  private static final long FORCE_NANOS = 60_000_000;

  private final long least;
  private final long most;
  private long bytes;

  /** Begins with {@code first} bytes; forces on average neither less nor more than the bounds. */
  ForcePace(long least, long first, long most) {
    this.least = least;
    this.bytes = first;
    this.most = most;
  }

  /** The pace of backups and restores. */
  static ForcePace ofLargeFiles() {
    return new ForcePace(8 << 20, 32 << 20, 256 << 20);
  }

  /** How much to write before the next force. */
  long bytes() {
    return bytes;
  }

  /** Notes what a force of about {@link #bytes} took. */
  void forced(long nanos) {
    // Twice at the most, as a single force tells little.
    long aimed = (long) (bytes * Math.min(2, (double) FORCE_NANOS / Math.max(1, nanos)));
    bytes = Math.max(least, Math.min(most, aimed));
  }
}
