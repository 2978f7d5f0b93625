package dev.kedge.internal.store;

import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import dev.kedge.internal.io.InterruptHold;

/**
 * Tells a listener how far an operation has come and ends it when the listener says so. The
 * listener sees the interrupt flag of its thread as it would be, since it may go by it.
 *
 * <p>Belongs to the thread that called the operation.
 */
final class BackupProgress {

  private final ProgressListener listener;
  private final String operation;
  private final InterruptHold hold;
  private long done;

  /**
   * Nothing done yet.
   *
   * @param operation what is done, such as {@code "backup"}, for the error when it is cancelled
   */
  BackupProgress(ProgressListener listener, String operation, InterruptHold hold) {
    this.listener = listener;
    this.operation = operation;
    this.hold = hold;
  }

  /**
   * Ends the operation if it was cancelled.
   *
   * @throws OperationCancelledException if so
   */
  void check() {
    hold.show();
    try {
      if (listener.isCancelled()) {
        throw new OperationCancelledException(operation);
      }
    } finally {
      hold.hold();
    }
  }

  /** Reports that so many more bytes of the image are done. */
  void advance(int bytes, long total) {
    done += bytes;
    hold.show();
    try {
      listener.progress(done, total);
    } finally {
      hold.hold();
    }
  }
}
