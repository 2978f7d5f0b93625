package dev.kedge.internal.store;

import dev.kedge.Role;
import java.util.List;

/**
 * What the log folder remembers of the database it belongs to, beside the log.
 *
 * @param instance identifies this copy of the database among all others
 * @param role what the database was last used as
 * @param forkFrom the generation that the first commit must leave, as it is a copy's; 0 for none
 * @param archivedVersion the version through which the archive has the log, -1 if it never got any
 * @param holds what is kept for replicas and followers
 */
record InstanceState(
    long instance, Role role, long forkFrom, long archivedVersion, List<Hold> holds) {

  InstanceState {
    holds = List.copyOf(holds);
  }

  /**
   * A named wish that log stays.
   *
   * @param version log after this version stays
   * @param capBytes how much log it may keep at the most
   * @param createdMicros when it was made, microseconds since 1970
   */
  record Hold(String name, long version, long capBytes, long createdMicros) {
    Hold atLeast(long newVersion) {
      return new Hold(name, Math.max(version, newVersion), capBytes, createdMicros);
    }
  }

  /** Whether it is as the creation of a database leaves it. */
  boolean isFresh() {
    return role == Role.PRIMARY && forkFrom == 0 && archivedVersion == -1 && holds.isEmpty();
  }

  InstanceState withRole(Role newRole, long newForkFrom) {
    return new InstanceState(instance, newRole, newForkFrom, archivedVersion, holds);
  }

  /** It never goes back: an attempt may end well after its range was given up. */
  InstanceState withArchived(long version) {
    long through = Math.max(archivedVersion, version);
    return new InstanceState(instance, role, forkFrom, through, holds);
  }

  InstanceState withHolds(List<Hold> newHolds) {
    return new InstanceState(instance, role, forkFrom, archivedVersion, newHolds);
  }
}
