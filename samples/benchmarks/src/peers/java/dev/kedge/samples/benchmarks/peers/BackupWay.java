package dev.kedge.samples.benchmarks.peers;

import java.nio.file.Path;

/**
 * An official way of an engine to back up an open database, and the way back.
 *
 * @param name what its documentation calls it
 * @param guarantee what the backup is, once it is there
 * @param taking writes a backup into an empty directory
 * @param restoring makes a database, in an empty directory, that can be opened
 */
record BackupWay(String name, String guarantee, Taking taking, Restoring restoring) {

  /** Writes a backup. */
  interface Taking {
    void into(Path backup) throws Exception;
  }

  /** Makes a database of a backup, which stays as it is. */
  interface Restoring {
    void restore(Path backup, Path target) throws Exception;
  }
}
