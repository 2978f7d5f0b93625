package dev.kedge.samples.quickstart;

/** Something is not as it must be; the message says what and where. */
final class DifferenceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DifferenceException(String message) {
    super(message);
  }
}
