package dev.kedge.jmx;

import dev.kedge.KedgeException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Thrown when the process that has a database open did not carry out an operation: it failed there,
 * or was refused or cancelled there.
 */
public final class OwnerException extends KedgeException {

  private static final long serialVersionUID = 1L;

  private static final Pattern LINE = Pattern.compile("([A-Z][A-Za-z]*Exception): (.*)");

  private final Class<? extends RuntimeException> errorType;

  private OwnerException(Class<? extends RuntimeException> errorType, String message) {
    super(message);
    this.errorType = errorType;
  }

  /**
   * Takes apart what a bean says of a failure.
   *
   * @param line the error of an operation, or the message of what its call threw
   */
  public static OwnerException of(String line) {
    if (line.startsWith(ClientErrors.UNEXPECTED)) {
      return new OwnerException(RuntimeException.class, line);
    }
    Matcher matcher = LINE.matcher(line);
    return matcher.matches()
        ? new OwnerException(errorType(matcher.group(1)), matcher.group(2))
        : new OwnerException(KedgeException.class, line);
  }

  private static Class<? extends RuntimeException> errorType(String name) {
    try {
      return Class.forName(KedgeException.class.getPackageName() + "." + name)
          .asSubclass(KedgeException.class);
    } catch (ClassNotFoundException | ClassCastException e) {
      return KedgeException.class; // of another version of Kedge
    }
  }

  /**
   * What it was there, such as {@link dev.kedge.CorruptionException}; {@link KedgeException} if a
   * bean refused, {@link RuntimeException} if it was nothing that can be expected.
   */
  public Class<? extends RuntimeException> errorType() {
    return errorType;
  }
}
