package dev.kedge.replica;

import java.io.OutputStream;

/** An object on its way to a destination: not there at all until it is published. One thread. */
public interface ObjectUpload extends AutoCloseable {

  /** Takes the content; need not be closed. */
  OutputStream stream();

  /**
   * Lets the object appear, whole and durable, unless its name is taken. It is never replaced.
   *
   * @return false if there is an object of this name already; it is durable then
   * @throws dev.kedge.DestinationException if it failed. The object may be there all the same:
   *     publishing it again finds out
   */
  boolean publish();

  /** Ends it, and drops what was not published. A second call does nothing. */
  @Override
  void close();
}
