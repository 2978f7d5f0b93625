package dev.kedge.replica;

import dev.kedge.BackupFormatException;
import dev.kedge.DestinationException;
import dev.kedge.OperationCancelledException;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.StorageException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/** Applies segments to a read replica and tells of progress in bytes of objects. */
final class SegmentApplier {

  /** What segments are applied to. */
  interface Receiver {

    /** Where it stands. */
    Position position();

    /** Applies shipped log until a version or an instant. */
    void apply(InputStream log, long version, Instant instant);
  }

  private final Receiver receiver;
  private final String url;
  private final Optional<Instant> until;
  private final ProgressListener listener;
  private final long total;
  private long done;

  /**
   * An applier.
   *
   * @param until the instant at which to stop
   * @param total bytes of all segments
   */
  SegmentApplier(
      Receiver receiver,
      String url,
      Optional<Instant> until,
      ProgressListener listener,
      long total) {
    this.receiver = receiver;
    this.url = url;
    this.until = until;
    this.listener = listener;
    this.total = total;
  }

  /** Applies one; gives whether the next one may be applied. */
  boolean apply(RestorePlan.Part part, InputStream log) {
    if (listener.isCancelled()) {
      throw new OperationCancelledException("applying segments");
    }
    try {
      receiver.apply(log, part.through(), until.orElse(Instant.MAX));
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
    return receiver.position().version() >= part.through();
  }

  private DestinationException damaged(RestorePlan.Part part, Exception cause) {
    return DestinationException.damaged(
        url,
        part.segment().object(),
        "is damaged; through version "
            + receiver.position().version()
            + " all is intact: restore to that, or mend the object. "
            + cause.getMessage(),
        cause);
  }
}
