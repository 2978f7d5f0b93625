package dev.kedge;

/**
 * Thrown when a recovery target (a version or an instant) lies outside what the source proves. A
 * target below what is already applied can't be reached by going on: restore an older backup. A
 * target beyond the end needs more log. Choose a target in the range named, or supply such a
 * source.
 */
public final class RecoveryTargetException extends KedgeException {

  private static final long serialVersionUID = 1L;

  private final String requested;
  private final String oldest;
  private final String newest;

  /**
   * A target out of range.
   *
   * @param requested the target as asked for, a version or an ISO-8601 instant
   * @param oldest the oldest state within reach, in words: version and time
   * @param newest the newest state within reach, in words
   */
  public RecoveryTargetException(String requested, String oldest, String newest) {
    super(
        "recovery target "
            + requested
            + " is outside what the source proves, "
            + oldest
            + " to "
            + newest
            + ": choose a target in that range, or supply an older backup or more log");
    this.requested = requested;
    this.oldest = oldest;
    this.newest = newest;
  }

  /** The target as asked for. */
  public String requested() {
    return requested;
  }

  /** The oldest target within reach. */
  public String oldest() {
    return oldest;
  }

  /** The newest target within reach. */
  public String newest() {
    return newest;
  }
}
