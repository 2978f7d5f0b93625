package dev.kedge;

import java.nio.file.Path;

/**
 * Thrown when a file would be created or published under a name that is taken, or when a database
 * would be restored beside a log folder that still holds something. Kedge never replaces it. Choose
 * another name, or move what is there away after making sure that nobody needs it.
 */
public final class TargetExistsException extends KedgeException {

  private static final long serialVersionUID = 1L;

  private final String path;

  /**
   * A taken name.
   *
   * @param path the file or folder in the way
   */
  public TargetExistsException(Path path) {
    super(path + " exists and is never replaced: choose another name, or move it away first");
    this.path = path.toString();
  }

  /** The file or folder in the way. */
  public Path path() {
    return Path.of(path);
  }
}
