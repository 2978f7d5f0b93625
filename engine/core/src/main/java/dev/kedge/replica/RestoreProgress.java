package dev.kedge.replica;

import dev.kedge.ProgressListener;

/**
 * Tells of a restore in bytes of its objects: those of the snapshot when they are restored, half of
 * those of the segments when they are read and put in order, and the rest when that is written. The
 * lease lives as long as somebody is told or asked.
 */
final class RestoreProgress {

  private final ProgressListener listener;
  private final RestoreLease lease;
  private final long snapshot;
  private final long total;

  RestoreProgress(ProgressListener listener, RestoreLease lease, RestorePlan plan) {
    this.listener = listener;
    this.lease = lease;
    this.snapshot = plan.snapshot().bytes();
    this.total = plan.bytes();
  }

  /** Hears of the database file, which is restored from the snapshot. */
  ProgressListener ofSnapshot() {
    return new Part(0, snapshot);
  }

  /** Hears of the segments that were read. */
  ProgressListener ofSegments() {
    return new Part(snapshot, ordered());
  }

  /** Hears of what is written, when all was read. */
  ProgressListener ofWriting() {
    return new Part(ordered(), total);
  }

  private long ordered() {
    return snapshot + (total - snapshot) / 2;
  }

  /** Tells that it is restored. */
  void done() {
    listener.progress(total, total);
  }

  /** Does from one number of bytes to another what is counted in something else. */
  private final class Part implements ProgressListener {
    private final long from;
    private final long to;

    Part(long from, long to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public void progress(long bytesDone, long bytesTotal) {
      lease.renew();
      double share = bytesTotal > 0 ? (double) bytesDone / bytesTotal : 1;
      listener.progress(from + (long) ((to - from) * share), total);
    }

    /** Also asked where there is no progress to be told. */
    @Override
    public boolean isCancelled() {
      lease.renew();
      return listener.isCancelled();
    }
  }
}
