package dev.kedge.cli;

import dev.kedge.KedgeException;

/** Thrown when loading fails behind commits that it has made. */
final class PartlyLoadedException extends KedgeException {

  private static final long serialVersionUID = 1L;

  private final Exception failure;

  PartlyLoadedException(Exception failure, long loaded) {
    super(Failures.message(failure) + "; " + loaded + " entries before were loaded", failure);
    this.failure = failure;
  }

  /** What it failed with, which the exit code goes by. */
  Exception failure() {
    return failure;
  }
}
