package dev.kedge.jmx;

import java.time.Instant;

/**
 * A backup in the operations directory, as its header has it.
 *
 * @param name its name there
 * @param fileBytes the length of the file
 * @param generation the history it belongs to, 16 hex digits
 * @param version the last commit in it
 * @param commitTime the time of that commit, ISO-8601; empty if there is none
 * @param imageBytes the length of the restored database
 * @param compressed whether it is compressed
 * @param scheduled whether its name is one that the schedule gives; it deletes only those of them
 *     that are of the history of its database
 * @param problem what is wrong with it, empty if its header is in order
 */
public record BackupFile(
    String name,
    long fileBytes,
    String generation,
    long version,
    String commitTime,
    long imageBytes,
    boolean compressed,
    boolean scheduled,
    String problem) {

  /** The time of the last commit in it, 1970 if there is none. */
  Instant committed() {
    return commitTime.isEmpty() ? Instant.EPOCH : Instant.parse(commitTime);
  }
}
