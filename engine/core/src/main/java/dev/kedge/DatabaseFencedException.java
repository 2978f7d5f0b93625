package dev.kedge;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a database takes no more writes because a failure, such as a failed force, left it
 * unknown what the storage holds. Reading goes on where it can. Look at the cause, mend the
 * storage, then close the database and open it again: recovery finds out what is there.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public final class DatabaseFencedException extends KedgeException {

  private static final long serialVersionUID = 1L;

  private final Outcome outcome;

  /**
   * A fenced database.
   *
   * @param message what fenced it, and what to do, in one line; the outcome is added
   * @param outcome what became of the call that failed
   * @param cause the failure that fenced it, or null if there is none to show
   */
  public DatabaseFencedException(String message, Outcome outcome, @Nullable Throwable cause) {
    super(message + "; " + outcome.sentence(), cause);
    this.outcome = outcome;
  }

  /** What became of the call that failed. */
  public Outcome outcome() {
    return outcome;
  }
}
