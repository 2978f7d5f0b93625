package dev.kedge.internal.store;

import dev.kedge.KedgeException;
import dev.kedge.StorageException;
import java.nio.file.Path;

/** Gives failures from below a type that callers can tell apart. */
final class Failures {

  private Failures() {}

  /** The failure itself if it is one of ours or a caller's mistake, else one that wraps it. */
  static RuntimeException typed(Throwable failure, Path path) {
    if (failure instanceof InternalError) {
      // The JVM's answer to a mapped page that the disk can't deliver.
      return new StorageException(path, "a mapped page can't be read", failure);
    }
    if (failure instanceof RuntimeException exception) {
      return exception;
    }
    return new KedgeException(path + ": " + failure, failure);
  }
}
