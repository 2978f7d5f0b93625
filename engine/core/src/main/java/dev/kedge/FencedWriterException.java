package dev.kedge;

/**
 * Thrown when another writer has the destination: it claimed a newer epoch, or it is another copy
 * of the database than the one that wrote last. Nothing that this one writes counts from there on.
 * Find out which of the two should write; to let this one go on, replicate with take-over.
 */
public final class FencedWriterException extends KedgeException {

  private static final long serialVersionUID = 1L;

  private final String url;
  private final long epoch;

  /**
   * A writer that lost.
   *
   * @param url the destination
   * @param epoch the epoch that the other writer holds
   * @param holder who that is, in words
   */
  public FencedWriterException(String url, long epoch, String holder) {
    super(
        url
            + " is written by another: epoch "
            + epoch
            + " is held by "
            + holder
            + "; stop that writer, or give this one a destination of its own, or take over");
    this.url = url;
    this.epoch = epoch;
  }

  /** The destination. */
  public String url() {
    return url;
  }

  /** The epoch that the other writer holds. */
  public long epoch() {
    return epoch;
  }
}
