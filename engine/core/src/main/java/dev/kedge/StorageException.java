package dev.kedge;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the file system fails an operation on a file: it can't be opened, read, written,
 * forced, renamed, or is missing. The cause is what the system reported. Mend what it names
 * (permissions, mount, device) and retry; if the database is fenced as well, reopen it.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public class StorageException extends KedgeException {

  private static final long serialVersionUID = 1L;

  private final String file;

  /**
   * A failed operation on a file.
   *
   * @param file the file
   * @param message what failed and what to do, in one line, without the name of the file, which is
   *     put before it
   * @param cause what the system reported, or null if nothing
   */
  public StorageException(Path file, String message, @Nullable Throwable cause) {
    super(file + ": " + message, cause);
    this.file = file.toString();
  }

  /** The file whose operation failed. */
  public final Path file() {
    return Path.of(file);
  }
}
