package dev.kedge;

/**
 * Thrown when something would write to a database that takes no writes of that kind: it was opened
 * read-only, it is a read replica, or its directory can't be written. Nothing was changed. Write to
 * the primary, promote the replica, or reopen the database for writing.
 */
public final class ReadOnlyDatabaseException extends KedgeException {

  private static final long serialVersionUID = 1L;

  /**
   * A refused write.
   *
   * @param message what was refused, why, and what to do, in one line
   */
  public ReadOnlyDatabaseException(String message) {
    super(message);
  }
}
