package dev.kedge.internal.wal;

import dev.kedge.internal.io.XxHash;

/**
 * The running 64-bit checksum over a history: each commit's is taken over the one before, the
 * version, the commit time and a hash of the operations. It does not depend on how the commits are
 * stored, so it is the same on a primary and its replicas. Before the first commit it is 0.
 *
 * <p>All methods may be called from any thread.
 */
public final class HistoryHash {

  /** The checksum before the first commit. */
  public static final long GENESIS = 0;

  private static final int LINK_BYTES = 32;

  private HistoryHash() {}

  /** The hash of a commit's encoded operations. */
  public static long opsHash(byte[] buffer, int offset, int length) {
    return XxHash.hash64(buffer, offset, length, 0);
  }

  /**
   * The checksum after a commit.
   *
   * @param previous the checksum after the commit before
   * @param version its version
   * @param timeMicros its commit time in microseconds
   * @param opsHash the {@link #opsHash} of its operations
   */
  public static long next(long previous, long version, long timeMicros, long opsHash) {
    byte[] link = new byte[LINK_BYTES];
    Bytes.putLong(link, 0, previous);
    Bytes.putLong(link, 8, version);
    Bytes.putLong(link, 16, timeMicros);
    Bytes.putLong(link, 24, opsHash);
    return XxHash.hash64(link, 0, LINK_BYTES, 0);
  }

  /** The checksum after a record as its content tells it, whatever the record itself says. */
  public static long next(long previous, LogRecord record) {
    long opsHash = opsHash(record.buffer(), record.opsOffset(), record.opsLength());
    return next(previous, record.version(), record.timeMicros(), opsHash);
  }
}
