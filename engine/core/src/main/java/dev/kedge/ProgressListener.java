package dev.kedge;

/**
 * Told how far a long operation has come, and asked whether it should go on. Called on the threads
 * that do the work, one call at a time, every few megabytes; must return quickly.
 */
@FunctionalInterface
public interface ProgressListener {

  /** Ignores progress and never cancels. */
  ProgressListener NONE = (bytesDone, bytesTotal) -> {};

  /**
   * Called after another part is done.
   *
   * @param bytesDone bytes dealt with so far, never less than in the call before
   * @param bytesTotal bytes to deal with in all, -1 if not known
   */
  void progress(long bytesDone, long bytesTotal);

  /**
   * Asked between the parts; once it returns true the operation ends with {@link
   * OperationCancelledException}.
   */
  default boolean isCancelled() {
    return false;
  }
}
