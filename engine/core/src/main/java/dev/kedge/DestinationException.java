package dev.kedge;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a replication destination does not do what it is asked: an object is missing or can't
 * be read, written, listed or deleted, or it is not what its name says. Replication keeps what is
 * not proved and tries again; mend what the message names.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public final class DestinationException extends KedgeException {

  private static final long serialVersionUID = 1L;

  private final String url;
  private final String object;
  private final Kind kind;

  private enum Kind {
    FAILED,
    MISSING,
    DAMAGED,
    EMPTY
  }

  private DestinationException(
      String url, String object, String message, Kind kind, @Nullable Throwable cause) {
    super(message, cause);
    this.url = url;
    this.object = object;
    this.kind = kind;
  }

  /**
   * A failed request, or an object that can't be used.
   *
   * @param url the destination, without secrets
   * @param object the name of the object, or what was asked for
   * @param message what is wrong with it and what to do, in one line that continues its name
   * @param cause what the destination reported, or null
   */
  public DestinationException(
      String url, String object, String message, @Nullable Throwable cause) {
    this(url, object, url + ": " + object + " " + message, Kind.FAILED, cause);
  }

  /** An object that is not there. */
  public static DestinationException missing(String url, String object) {
    return missing(url, object, "is missing: list the destination, and plan again");
  }

  /**
   * Something that is not there, or not yet.
   *
   * @param url the destination, without secrets
   * @param object the name of the object, or of what is missing
   * @param message what to do, in one line that continues its name
   */
  public static DestinationException missing(String url, String object, String message) {
    return new DestinationException(
        url, object, url + ": " + object + " " + message, Kind.MISSING, null);
  }

  /**
   * An object that is there, and is not what its name says.
   *
   * @param url the destination, without secrets
   * @param object the name of the object
   * @param message what is wrong with it and what to do, in one line that continues its name
   * @param cause what shows it, or null
   */
  public static DestinationException damaged(
      String url, String object, String message, @Nullable Throwable cause) {
    return new DestinationException(
        url, object, url + ": " + object + " " + message, Kind.DAMAGED, cause);
  }

  /** A destination that has no database. */
  public static DestinationException empty(String url) {
    return new DestinationException(
        url,
        "",
        "nothing was replicated to " + url + " yet: see whether that is what was meant",
        Kind.EMPTY,
        null);
  }

  /** The destination. */
  public String url() {
    return url;
  }

  /** The object; empty if there is none. */
  public String object() {
    return object;
  }

  /** Whether the object is not there, and nothing else is wrong. */
  public boolean isMissing() {
    return kind == Kind.MISSING;
  }

  /**
   * Whether the object is there, and is not what its name says: asking again will not help, unlike
   * after a request that failed.
   */
  public boolean isDamaged() {
    return kind == Kind.DAMAGED;
  }

  /** Whether nothing was replicated to the destination yet, as when its name is mistyped. */
  public boolean isEmpty() {
    return kind == Kind.EMPTY;
  }
}
