package dev.kedge.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Directories that have to be there already. */
final class Directories {

  private Directories() {}

  /**
   * Refuses the name of a new file for which there is no directory.
   *
   * @throws RefusedException with the name of the directory
   */
  static void requireParentOf(Path target) {
    Path parent = target.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      throw new RefusedException(parent + ": there is no such directory: create it first");
    }
  }
}
