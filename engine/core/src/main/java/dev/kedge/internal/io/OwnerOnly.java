package dev.kedge.internal.io;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The attributes that new files and directories are created with, so that there is never a moment
 * in which others can open them. Empty where the platform has no such permissions.
 */
final class OwnerOnly {

  private OwnerOnly() {}

  /** {@code rw-------}. */
  static FileAttribute<?>[] file(Path file) {
    return attributes(file, "rw-------");
  }

  /** {@code rwx------}. */
  static FileAttribute<?>[] directory(Path directory) {
    return attributes(directory, "rwx------");
  }

  private static FileAttribute<?>[] attributes(Path path, String permissions) {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }
}
