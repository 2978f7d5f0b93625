package dev.kedge;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a backup or a shipped log, met as a stream, is damaged, incomplete, or no such thing
 * at all. Nothing damaged was restored or applied: a restore left its destination untouched, an
 * apply kept the whole commits before the damage. Fetch the backup or log range again, or take
 * another, and retry.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public final class BackupFormatException extends KedgeException {

  private static final long serialVersionUID = 1L;

  private final long offset;

  /**
   * Damage in a stream.
   *
   * @param what what is wrong there, such as {@code "backup ends early"}
   * @param offset where the damage was noticed, in bytes from the start of the stream
   */
  public BackupFormatException(String what, long offset) {
    this(what, offset, null);
  }

  /**
   * Damage in a stream that another failure brought to light.
   *
   * @param what what is wrong there
   * @param offset where the damage was noticed, in bytes from the start of the stream
   * @param cause the failure beneath, or null if there is none
   */
  public BackupFormatException(String what, long offset, @Nullable Throwable cause) {
    super(
        what
            + " at stream offset "
            + offset
            + ": the input is damaged or incomplete; fetch or create it again and retry",
        cause);
    this.offset = offset;
  }

  /** Where the damage was noticed, in bytes from the start of the stream. */
  public long offset() {
    return offset;
  }
}
