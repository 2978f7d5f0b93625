package dev.kedge.cli.text;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when text is not of the form it should have, or bytes can't be written in a form. The
 * message says what is wrong, and where if that is in a file.
 */
public final class FormException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Malformed text.
   *
   * @param message what is wrong, in one line
   * @param cause what found it out, or null
   */
  public FormException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
