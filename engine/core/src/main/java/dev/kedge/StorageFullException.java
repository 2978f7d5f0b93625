package dev.kedge;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a file can't grow because the device or a quota is full. Readers go on working. Free
 * space and retry; deleting files of the database is not a way to do so.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public final class StorageFullException extends StorageException {

  private static final long serialVersionUID = 1L;

  private final Outcome outcome;

  /**
   * A full device.
   *
   * @param file the file that could not grow
   * @param outcome what became of the call that failed
   * @param cause what the system reported, or null if nothing
   */
  public StorageFullException(Path file, Outcome outcome, @Nullable Throwable cause) {
    super(
        file,
        "no space left on its device, or beyond a quota or limit: free some and retry; "
            + outcome.sentence(),
        cause);
    this.outcome = outcome;
  }

  /** What became of the call that failed. */
  public Outcome outcome() {
    return outcome;
  }
}
