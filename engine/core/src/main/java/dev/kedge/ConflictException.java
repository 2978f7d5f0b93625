package dev.kedge;

/**
 * Thrown when a transaction can't commit because another one that committed since it began wrote
 * the same keys, or because it is older than the bounded record of recent commits. Nothing of it
 * was committed. Run the transaction again from its start, on a new snapshot; the closure form does
 * so by itself a bounded number of times.
 */
public final class ConflictException extends KedgeException {

  private static final long serialVersionUID = 1L;

  /**
   * A lost race.
   *
   * @param message what conflicted and what to do, in one line
   */
  public ConflictException(String message) {
    super(message);
  }
}
