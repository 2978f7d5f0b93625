package dev.kedge.jmx;

import dev.kedge.KedgeException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Errors as clients get them: exceptions of the JDK, as a client need not have the classes of
 * Kedge, with one line that says what happened.
 */
final class ClientErrors {

  /** What the line of an error begins with that nobody expects. */
  static final String UNEXPECTED = "unexpected, see the log of the process: ";

  private static final Logger LOG = System.getLogger("dev.kedge.jmx");

  private ClientErrors() {}

  /** The exception for the client, without the one that it stands for. */
  static RuntimeException of(Throwable failure) {
    String line = line(failure);
    return failure instanceof IllegalArgumentException
        ? new IllegalArgumentException(line)
        : new IllegalStateException(line);
  }

  /** What happened, in one line. Of what nobody expects that is not all: see {@link #log}. */
  static String line(Throwable failure) {
    if (failure instanceof KedgeException) {
      return failure.getClass().getSimpleName() + ": " + oneLine(failure.getMessage());
    }
    return isExpected(failure)
        ? oneLine(failure.getMessage())
        : UNEXPECTED + oneLine(failure.toString());
  }

  /** Writes what nobody expects to the log of the process; called once for each failure. */
  static void log(Throwable failure) {
    if (!isExpected(failure)) {
      LOG.log(Level.ERROR, "an operation failed unexpectedly", failure);
    }
  }

  private static boolean isExpected(Throwable failure) {
    return failure instanceof KedgeException
        || failure instanceof IllegalArgumentException
        || failure instanceof IllegalStateException;
  }

  private static String oneLine(@Nullable String message) {
    return Audit.escape(String.valueOf(message));
  }
}
