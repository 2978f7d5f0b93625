package dev.kedge;

import java.nio.file.Path;

/**
 * Thrown when a database can't be opened because this or another process has it open. Nothing was
 * changed. Close it there, or carry out the operation through the process named.
 */
public final class DatabaseLockedException extends KedgeException {

  private static final long serialVersionUID = 1L;

  private final String path;
  private final String holder;

  /**
   * A database in use.
   *
   * @param path the database or its lock file
   * @param holder who has it, such as {@code "pid 12 on host since 2026-01-31T12:00:00Z"}
   */
  public DatabaseLockedException(Path path, String holder) {
    super(path + " is in use by " + holder + ": close it there, or work through that process");
    this.path = path.toString();
    this.holder = holder;
  }

  /** The database or its lock file. */
  public Path path() {
    return Path.of(path);
  }

  /** Who has it: process id, host and since when. */
  public String holder() {
    return holder;
  }
}
