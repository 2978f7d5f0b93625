package dev.kedge;

/**
 * Thrown when a database, or a snapshot, transaction or cursor of it, is used after it was closed.
 * A call that was under way when the database closed ends with it too; nothing of that call was
 * committed. Open the database again.
 */
public final class DatabaseClosedException extends KedgeException {

  private static final long serialVersionUID = 1L;

  /**
   * A use after close.
   *
   * @param message what was used, and what to do, in one line
   */
  public DatabaseClosedException(String message) {
    super(message);
  }
}
