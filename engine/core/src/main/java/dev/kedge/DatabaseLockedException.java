package dev.kedge;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Thrown when a database can't be opened because this or another process has it open. Nothing was
 * changed. Close it there, or carry out the operation through the process named.
 */
public final class DatabaseLockedException extends KedgeException {

  private static final long serialVersionUID = 1L;
  private static final long UNKNOWN = -1;

  private final String path;
  private final String holder;
  private final long pid;

  /**
   * A database in use by somebody who is not known, or runs elsewhere.
   *
   * @param path the database or its lock file
   * @param holder who has it, as far as that is known
   */
  public DatabaseLockedException(Path path, String holder) {
    this(path, holder, OptionalLong.empty());
  }

  /**
   * A database in use.
   *
   * @param path the database or its lock file
   * @param holder who has it, such as {@code "pid 12 on host since 2026-01-31T12:00:00Z"}
   * @param pid the process, if it is known and runs on this host
   */
  public DatabaseLockedException(Path path, String holder, OptionalLong pid) {
    super(path + " is in use by " + holder + ": close it there, or work through that process");
    this.path = path.toString();
    this.holder = holder;
    this.pid = pid.orElse(UNKNOWN);
  }

  /** The database or its lock file. */
  public Path path() {
    return Path.of(path);
  }

  /** Who has it: process id, host and since when. */
  public String holder() {
    return holder;
  }

  /** The process that has it; empty if that is unknown, or runs on another host. */
  public OptionalLong pid() {
    return pid == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(pid);
  }
}
