package dev.kedge.replica;

import dev.kedge.BackupFormatException;
import dev.kedge.Database;
import dev.kedge.DestinationException;
import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import dev.kedge.StorageException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/** Applies segments to a read replica and tells of progress in bytes of objects. */
final class SegmentApplier {

  private final Database replica;
  private final String url;
  private final Optional<Instant> until;
  private final ProgressListener listener;
  private final long total;
  private long done;

  /**
   * An applier.
   *
   * @param until the instant at which to stop
   * @param done bytes that are dealt with already
   * @param total bytes in all
   */
  SegmentApplier(
      Database replica,
      String url,
      Optional<Instant> until,
      ProgressListener listener,
      long done,
      long total) {
    this.replica = replica;
    this.url = url;
    this.until = until;
    this.listener = listener;
    this.done = done;
    this.total = total;
  }

  /** Applies one; gives whether the next one may be applied. */
  boolean apply(RestorePlan.Part part, InputStream log) {
    if (listener.isCancelled()) {
      throw new OperationCancelledException("applying segments");
    }
    try {
      replica.applyWalUntil(log, part.through(), until.orElse(Instant.MAX), ProgressListener.NONE);
    } catch (BackupFormatException e) {
      throw damaged(part, e);
    } catch (StorageException e) {
      if (e.getCause() instanceof java.io.IOException && e.file().toString().equals("stream")) {
        throw damaged(part, e);
      }
      throw e;
    }
    done += part.segment().bytes();
    listener.progress(done, total);
    return replica.position().version() >= part.through();
  }

  private DestinationException damaged(RestorePlan.Part part, Exception cause) {
    return new DestinationException(
        url,
        part.segment().object(),
        "is damaged; through version "
            + replica.position().version()
            + " all is intact: restore to that, or mend the object. "
            + cause.getMessage(),
        cause);
  }
}
