package dev.kedge.cli.console;

import java.io.IOException;

/** Thrown when whoever read the standard output has ended, as {@code head} does. */
public final class ReaderGoneException extends IOException {

  private static final long serialVersionUID = 1L;

  ReaderGoneException(IOException cause) {
    super("standard output: " + cause.getMessage(), cause);
  }
}
