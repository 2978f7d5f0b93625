package dev.kedge;

import java.util.List;

/**
 * The log holds of a database: named wishes, kept across restarts, that the log after a version
 * stays until a replica or follower has it. A hold that keeps more log than its cap is dropped,
 * with {@link DatabaseListener#onHoldDropped}; whoever it was for must seed itself again.
 *
 * <p>All methods may be called from any thread.
 */
public interface Holds {

  /**
   * Makes a hold, durably.
   *
   * @param name 1 to 64 letters, digits, dots, underscores and dashes
   * @param afterVersion the log after this version stays
   * @param capBytes how much log it may keep at the most, at least 1; the newest segment, which
   *     stays anyway and may be 16 times {@link DatabaseBuilder#logSegmentBytes}, does not count
   * @throws IllegalArgumentException if the name is taken or no name, the version negative, or the
   *     cap too low
   * @throws ReplicaGapException if the log does not reach back to the version
   * @throws LimitExceededException if there are 1000 holds already
   */
  HoldInfo create(String name, long afterVersion, long capBytes);

  /**
   * Notes that the log through a version is not needed any more. It never goes back. After a crash
   * the hold may be where it was at the last checkpoint, which only keeps more log.
   *
   * @return false if there is no such hold (any more): the log may be gone
   * @throws IllegalArgumentException if the version is beyond the last commit
   */
  boolean advance(String name, long throughVersion);

  /**
   * Removes a hold, durably.
   *
   * @return false if there was none of that name
   */
  boolean drop(String name);

  /** The holds there are, in the order in which they were made. */
  List<HoldInfo> list();
}
