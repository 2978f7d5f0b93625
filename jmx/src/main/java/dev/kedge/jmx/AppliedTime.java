package dev.kedge.jmx;

import dev.kedge.Database;
import dev.kedge.KedgeException;
import dev.kedge.Role;
import dev.kedge.Snapshot;

/**
 * When the last commit was made that was applied to a database since it was opened, whoever applied
 * it: a read replica has no other commits. A primary keeps what it was as long as it was one.
 */
final class AppliedTime {

  private final Database database;
  private final long openedVersion;
  private volatile double last;

  /** Of a database that was just opened. */
  AppliedTime(Database database) {
    this.database = database;
    this.openedVersion = database.position().version();
  }

  /** In seconds since 1970, 0 if nothing was applied. */
  double seconds() {
    note();
    return last;
  }

  /** Reads it as long as it can be read: before a promotion. */
  void note() {
    try {
      if (database.role() == Role.REPLICA) {
        last = database.view(now -> now.version() > openedVersion ? seconds(now) : 0);
      }
    } catch (KedgeException e) {
      // It is closed; getters must not fail.
    }
  }

  private static double seconds(Snapshot now) {
    return Time.epochSeconds(now.commitTime());
  }
}
