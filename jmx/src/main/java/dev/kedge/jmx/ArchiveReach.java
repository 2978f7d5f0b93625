package dev.kedge.jmx;

import dev.kedge.DatabaseStats;
import dev.kedge.WalArchive;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far the archive continues a backup. That it is without a hole is known of what was archived
 * since the database was opened, and since the last hole of that time; of what was archived before,
 * the database does not know it.
 */
final class ArchiveReach {

  private final AtomicLong unbrokenAfter;

  /**
   * Of a database that was just opened.
   *
   * @param opened its statistics
   */
  ArchiveReach(DatabaseStats opened) {
    // What the log has no more is not archived any more.
    this.unbrokenAfter =
        new AtomicLong(Math.max(opened.archivedVersion(), opened.logFirstVersion() - 1));
  }

  /** Notes that versions are missing in the archive. */
  void hole(WalArchive.Range lost) {
    unbrokenAfter.accumulateAndGet(lost.lastVersion(), Math::max);
  }

  /**
   * The last version that can be reached.
   *
   * @param backup the version of a backup
   * @param archived the version through which there is nothing to archive any more
   */
  long from(long backup, long archived) {
    return backup >= unbrokenAfter.get() ? Math.max(backup, archived) : backup;
  }
}
