package dev.kedge.replica;

import dev.kedge.Position;

/**
 * Told what happens to a follower. Every method does nothing unless overridden. They are called on
 * the thread that does the work and must return quickly; an exception that one throws is logged and
 * otherwise ignored.
 */
public interface FollowerListener {

  /** Hears nothing. */
  FollowerListener NONE = new FollowerListener() {};

  /** More was applied. */
  default void onApplied(Position position) {}

  /** Polling failed; it is tried again, later each time, up to a minute. */
  default void onError(RuntimeException error) {}

  /**
   * Alarm: the destination has nothing any more that continues the follower, which was restored
   * anew. Its database is another instance from now on.
   *
   * @param left where it was
   * @param cause why it could not go on
   */
  default void onReseeded(Position left, RuntimeException cause) {}
}
