package dev.kedge;

/**
 * Thrown when something given to the database is larger than a limit: a key, a value, a
 * transaction. Nothing of it was stored. Make it smaller, or raise the limit where it is an option.
 */
public final class LimitExceededException extends KedgeException {

  private static final long serialVersionUID = 1L;

  private final long limit;
  private final long actual;

  /**
   * Something too large.
   *
   * @param what what was measured, with its unit, such as {@code "key length in bytes"}
   * @param limit the largest value allowed, in that unit
   * @param actual the value met, in that unit
   */
  public LimitExceededException(String what, long limit, long actual) {
    super(
        what
            + " is "
            + actual
            + ", over the limit of "
            + limit
            + ": make it smaller, or raise the limit if it is an option");
    this.limit = limit;
    this.actual = actual;
  }

  /** The largest value allowed. */
  public long limit() {
    return limit;
  }

  /** The value met. */
  public long actual() {
    return actual;
  }
}
