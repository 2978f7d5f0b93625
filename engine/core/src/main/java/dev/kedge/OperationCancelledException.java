package dev.kedge;

/**
 * Thrown by a long operation that its {@link ProgressListener} cancelled. Backup and restore leave
 * nothing behind under the target's name; an apply keeps the whole commits it reached. Start the
 * operation again when it is wanted.
 */
public final class OperationCancelledException extends KedgeException {

  private static final long serialVersionUID = 1L;

  /**
   * A cancelled operation.
   *
   * @param what the operation, such as {@code "backup"}
   */
  public OperationCancelledException(String what) {
    super(what + " was cancelled: start it again when it is wanted");
  }
}
