package dev.kedge;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Receives every range of the log before the database discards it, so that recovery can go back to
 * any version the archive holds.
 *
 * <p>Delivery is contiguous and at least once: each range begins where the one before ended, except
 * that after a crash or a failure a range may come again, whole or in part. A database calls its
 * archive on one thread of its own, so an archive that serves one database needs no locks.
 */
@FunctionalInterface
public interface WalArchive {

  /**
   * An archive in a directory: each range becomes a file that is there whole or not at all, named
   * {@code <generation>-<first version>-<last version>.wal} in fixed-width hexadecimal. {@link
   * Database#applyWal(Path)} applies such a directory.
   *
   * @param directory is created for its owner only if it is missing; its parent must exist
   */
  static WalArchive directory(Path directory) {
    return new DirectoryArchive(directory);
  }

  /**
   * Stores a range. Must return only when the range is durable: the database discards its log after
   * that. A range that is already there, or overlaps one that is, must be accepted if its content
   * is the same, and refused if it is not.
   *
   * <p>If it takes longer than the archive timeout of the database, its thread is interrupted and
   * the call counts as failed.
   *
   * @param range what is stored
   * @param content its bytes; usable until this method returns
   * @throws Exception if the range could not be made durable; the database keeps the log, raises an
   *     alarm and offers it again
   */
  void store(Range range, Content content) throws Exception;

  /**
   * A range of commits of one generation.
   *
   * @param generation the history they belong to, any 64 bits
   * @param firstVersion the first of them, from 1
   * @param lastVersion the last of them, not less than the first
   */
  record Range(long generation, long firstVersion, long lastVersion) {

    /**
     * Checks the versions.
     *
     * @throws IllegalArgumentException if the range is empty or begins below 1
     */
    public Range {
      Checks.versions(firstVersion, lastVersion);
    }

    /** The generation in 16 hexadecimal digits and the versions in decimal, for messages. */
    @Override
    public String toString() {
      return "versions "
          + firstVersion
          + " to "
          + lastVersion
          + " of generation "
          + Position.generationText(generation);
    }
  }

  /** The bytes of a range. */
  @FunctionalInterface
  interface Content {

    /**
     * Writes the range as a shipped log, the same bytes at each call; may be called again on a
     * retry. Does not close the stream.
     *
     * @throws IOException if {@code out} throws it
     * @throws KedgeException if the log can't be read
     */
    void writeTo(OutputStream out) throws IOException;
  }
}
