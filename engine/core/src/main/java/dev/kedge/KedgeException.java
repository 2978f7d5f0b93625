package dev.kedge;

import org.jspecify.annotations.Nullable;

/**
 * The root of every error that Kedge reports; unchecked. Its subclasses say what happened and carry
 * the fields an operator needs. Thrown as itself only where no subclass fits; the message then says
 * what to do.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public class KedgeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * An error without a cause.
   *
   * @param message what happened, where, and what to do, in one line
   */
  public KedgeException(String message) {
    super(message);
  }

  /**
   * An error with the failure that led to it.
   *
   * @param message what happened, where, and what to do, in one line
   * @param cause the failure beneath, or null if there is none
   */
  public KedgeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
