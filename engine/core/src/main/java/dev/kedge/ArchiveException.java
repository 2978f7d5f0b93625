package dev.kedge;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the log archive did not take a range that has to go, or when an archive can't be
 * read. The log stays where it is until the archive has it, so nothing is lost yet. Mend the
 * archive; the next checkpoint delivers the range again.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public final class ArchiveException extends KedgeException {

  private static final long serialVersionUID = 1L;

  /**
   * A failed archive.
   *
   * @param message which range failed, and what to do, in one line
   * @param cause what the archive threw, or null if it did not answer in time
   */
  public ArchiveException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
