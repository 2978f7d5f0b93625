package dev.kedge.internal.store;

import dev.kedge.DatabaseClosedException;
import dev.kedge.DatabaseFencedException;
import dev.kedge.Outcome;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether a database may be used: open, fenced by a failure after which nothing it writes could be
 * trusted, or closed. It only ever goes in that order.
 */
final class Fence {

  private final Path path;
  private final Notifier notifier;
  private final AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();
  private volatile boolean closed;

  Fence(Path path, Notifier notifier) {
    this.path = path;
    this.notifier = notifier;
  }

  /** Refuses reads of a closed database. */
  void checkOpen() {
    if (closed) {
      throw new DatabaseClosedException(path + " is closed");
    }
  }

  /** Refuses writes to a closed or fenced database. */
  void checkWritable() {
    checkOpen();
    Throwable failure = cause.get();
    if (failure != null) {
      throw fenced(Outcome.NOT_COMMITTED, failure);
    }
  }

  /** Takes no writes any more, because of this failure. */
  void raise(Throwable failure) {
    if (cause.compareAndSet(null, failure)) {
      notifier.tell(listener -> listener.onFenced(failure));
    }
  }

  /** The error for a commit whose own write failed. */
  DatabaseFencedException fenced(Outcome outcome, Throwable failure) {
    return new DatabaseFencedException(
        path + " takes no more writes after a failure: close it and open it again",
        outcome,
        failure);
  }

  boolean isRaised() {
    return cause.get() != null;
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
  }
}
