package dev.kedge;

/**
 * Thrown when a file or stream was written in a format version that this Kedge does not read.
 * Nothing was changed. Use the Kedge that wrote it, or a newer one.
 */
public final class FormatVersionException extends KedgeException {

  private static final long serialVersionUID = 1L;

  private final int found;
  private final int supported;

  /**
   * An unknown format version.
   *
   * @param what the file or kind of stream it was found in
   * @param found the version found
   * @param supported the newest version that this Kedge reads
   */
  public FormatVersionException(String what, int found, int supported) {
    super(
        what
            + " has format version "
            + found
            + ", this Kedge reads up to version "
            + supported
            + ": use the Kedge that wrote it, or a newer one");
    this.found = found;
    this.supported = supported;
  }

  /** The format version found. */
  public int found() {
    return found;
  }

  /** The newest format version that this Kedge reads. */
  public int supported() {
    return supported;
  }
}
