package dev.kedge.cli;

import dev.kedge.KedgeException;

/** Thrown when a command can't be carried out as things are, though nothing is broken. */
final class RefusedException extends KedgeException {

  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }

  RefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
