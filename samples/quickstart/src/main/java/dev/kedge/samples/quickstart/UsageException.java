package dev.kedge.samples.quickstart;

/** The program was called in a way that it does not know; the message says what is wrong. */
final class UsageException extends Exception {

  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
