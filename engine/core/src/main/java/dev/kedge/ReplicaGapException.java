package dev.kedge;

/**
 * Thrown when the log needed next is not there: applied log starts after the version the replica
 * needs, or a reader asked for a version that the log no longer, or not yet, holds. Whole commits
 * applied before stay. Supply the missing range, for instance from the archive; if it is gone, seed
 * the replica again from a newer backup. A log hold on the primary prevents it.
 */
public final class ReplicaGapException extends KedgeException {

  private static final long serialVersionUID = 1L;

  private final long expected;
  private final long found;

  /**
   * A hole between two versions.
   *
   * @param expected the version needed next
   * @param found the first version at hand; less than {@code expected} if what is at hand ends
   *     before it
   */
  public ReplicaGapException(long expected, long found) {
    this(expected, found, message(expected, found));
  }

  private ReplicaGapException(long expected, long found, String message) {
    super(message);
    this.expected = expected;
    this.found = found;
  }

  /**
   * A hole at a destination.
   *
   * @param url the destination, without secrets
   * @param expected the version needed next
   * @param found the next version that is there
   * @param advice what to do, to follow a colon
   */
  public static ReplicaGapException at(String url, long expected, long found, String advice) {
    String missing =
        found == expected + 1
            ? "version " + expected + " is missing"
            : "versions " + expected + " to " + (found - 1) + " are missing";
    return new ReplicaGapException(expected, found, url + ": " + missing + ": " + advice);
  }

  /** The version needed next. */
  public long expected() {
    return expected;
  }

  /** The first version at hand; less than {@link #expected()} if what is at hand ends before it. */
  public long found() {
    return found;
  }

  private static String message(long expected, long found) {
    if (found > expected) {
      return "gap in the log: version "
          + expected
          + " is needed next, but the first at hand is "
          + found
          + ": supply the versions between, or seed again from a newer backup";
    }
    return "gap in the log: version "
        + expected
        + " is needed next, but the log at hand starts at "
        + found
        + " and ends before it: that version is not there yet, or supply a later range of the same"
        + " database";
  }
}
