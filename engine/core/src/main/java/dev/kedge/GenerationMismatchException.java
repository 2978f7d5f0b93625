package dev.kedge;

/**
 * Thrown when log or a file belongs to another history than the database it was offered to: another
 * generation that is no child of this one, a child that forked before the version reached, or the
 * same versions with different content. Nothing of it was applied. Ship from the right primary, or
 * seed the replica again from a backup of the history it should follow.
 */
public final class GenerationMismatchException extends KedgeException {

  private static final long serialVersionUID = 1L;

  /**
   * Two histories that do not join.
   *
   * @param message which histories met, where, and what to do, in one line
   */
  public GenerationMismatchException(String message) {
    super(message);
  }
}
