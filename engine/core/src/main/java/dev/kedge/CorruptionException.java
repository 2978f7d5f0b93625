package dev.kedge;

import java.nio.file.Path;

/**
 * Thrown when the content of a database's own file (page file, log segment, state file) is not what
 * was written there: a checksum does not match, a structure is impossible, something that was
 * forced is missing. The file is left as it is. Keep a copy of it, look for a failing disk, and
 * restore the database from a backup or seed it again from its primary.
 */
public final class CorruptionException extends KedgeException {

  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offset;

  /**
   * Damage in a file.
   *
   * @param file the damaged file
   * @param offset where in it the damage begins, in bytes from its start
   * @param what what is wrong there, such as {@code "page checksum does not match"}
   */
  public CorruptionException(Path file, long offset, String what) {
    this(file, offset, what, "the file is damaged; keep a copy and restore it from a backup");
  }

  /**
   * Damage in a file, where something else is to be done than usual.
   *
   * @param file the damaged file
   * @param offset where in it the damage begins, in bytes from its start
   * @param what what is wrong there
   * @param remedy what to do
   */
  public CorruptionException(Path file, long offset, String what, String remedy) {
    super(what + " in " + file + " at offset " + offset + ": " + remedy);
    this.file = file.toString();
    this.offset = offset;
  }

  /** The damaged file. */
  public Path file() {
    return Path.of(file);
  }

  /** Where in the file the damage begins, in bytes from its start. */
  public long offset() {
    return offset;
  }
}
