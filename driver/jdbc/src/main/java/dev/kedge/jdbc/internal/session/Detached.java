package dev.kedge.jdbc.internal.session;

import dev.kedge.OperationCancelledException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Carries out an operation on a thread of its own, so that a cancelled statement also ends where
 * the operation can not at once: in a checkpoint, while another operation is in its way, or while a
 * destination does not answer. Then the operation goes on by itself, as far as it must.
 */
final class Detached {

  private static final long STEP_MILLIS = 20;

  /** Those that look at the listener end by themselves within so many steps. */
  private static final int STEPS_TO_END = 10;

  private Detached() {}

  /** An operation, which gives a result. */
  @FunctionalInterface
  interface Work<R> {

    /** Carries it out. */
    R run() throws SQLException;
  }

  /**
   * Waits for the result.
   *
   * @param what the operation, for people
   * @throws OperationCancelledException if it was cancelled
   */
  static <R> R run(String what, Execution execution, Work<R> operation) throws SQLException {
    FutureTask<R> task = new FutureTask<>(operation::run);
    Thread thread = new Thread(task, "kedge-statement");
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    int stepsLeft = STEPS_TO_END;
    try {
      while (stepsLeft > 0) {
        try {
          return task.get(STEP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          stepsLeft -= execution.isCancelled() ? 1 : 0;
        } catch (InterruptedException e) {
          interrupted = true; // an interrupt stops no operation of the engine
        }
      }
      throw new OperationCancelledException(
          "to wait for " + what + ", which goes on until it can end,");
    } catch (ExecutionException e) {
      throw rethrown(Objects.requireNonNull(e.getCause(), "it says why"));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException rethrown(Throwable cause) throws SQLException {
    if (cause instanceof SQLException refused) {
      throw refused;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return (RuntimeException) cause;
  }
}
