package dev.kedge.cli.work;

import dev.kedge.ProgressListener;
import dev.kedge.jmx.OperationStatus;
import dev.kedge.jmx.OwnedDatabase;
import dev.kedge.jmx.OwnerException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Calls of operations of the process that has a database open. */
final class OwnerCalls {

  private OwnerCalls() {}

  /**
   * Calls an operation.
   *
   * @throws OwnerException if it failed
   * @throws dev.kedge.KedgeException if the process is gone
   * @throws SecurityException if the user may not call it
   * @throws IllegalArgumentException if an argument is none that it takes
   */
  static <T> T get(Supplier<T> call) {
    try {
      return call.get();
    } catch (IllegalStateException e) {
      throw OwnerException.of(String.valueOf(e.getMessage()));
    }
  }

  /** As {@link #get} for what gives nothing. */
  static void run(Runnable call) {
    get(
        () -> {
          call.run();
          return "";
        });
  }

  /** Starts an operation and waits for its end; the listener can cancel it. */
  static OperationStatus ended(
      OwnedDatabase database, LongSupplier start, ProgressListener progress) {
    return get(() -> database.await(start.getAsLong(), progress));
  }
}
