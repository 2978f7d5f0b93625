package dev.kedge.cli;

import dev.kedge.Database;
import dev.kedge.DatabaseLockedException;

/** Opens databases to replicate them. */
final class ReplicaOpening {

  private ReplicaOpening() {}

  /**
   * Opens it.
   *
   * @throws RefusedException if there is none, or another process has it open: that one replicates
   */
  static Database open(WritableDatabase target) {
    try {
      return target.open();
    } catch (DatabaseLockedException e) {
      throw new RefusedException(
          target.path
              + " is in use by "
              + e.holder()
              + ": only that process can replicate it, by a Replica in Java; or close it there");
    }
  }
}
