package dev.kedge.jmx;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The one directory in which operations read and write. Callers say names, never paths: whoever may
 * call an operation is not thereby free to read or write anywhere else.
 */
final class OperationsDirectory {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private final Path directory;

  /** In this directory, which is made at its first use. */
  OperationsDirectory(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
  }

  Path path() {
    return directory;
  }

  /**
   * A name that nothing has yet.
   *
   * @throws IllegalArgumentException if it is no name, or taken
   */
  Path fresh(String name) {
    Path file = named(name);
    make();
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IllegalArgumentException(
          name
              + " is there already in "
              + directory
              + ": nothing is overwritten, use another name");
    }
    return file;
  }

  /**
   * A file that is there.
   *
   * @throws IllegalArgumentException if it is no name, or no regular file has it
   */
  Path file(String name) {
    Path file = named(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw notThere(name, file);
    }
    return file;
  }

  /** As {@link #file}, or the directory of an archive. */
  Path fileOrDirectory(String name) {
    Path file = named(name);
    return Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) ? file : file(name);
  }

  /** The regular files in it, none if it has not been made. */
  List<Path> files() {
    List<Path> files = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return files;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (isName(entry.getFileName().toString())
            && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
          files.add(entry);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("the operations directory can't be read: " + e, e);
    }
    return files;
  }

  private Path named(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is no name: use 1 to 128 letters, digits, dots, dashes and underscores, not .tmp"
              + " or .lock at the end; it becomes a file in "
              + directory);
    }
    return directory.resolve(name);
  }

  /**
   * Names that end so are those of files that are being written, and of their locks: to open and
   * close a lock's file would give the lock up.
   */
  private static boolean isName(String name) {
    return NAME.matcher(name).matches() && !name.endsWith(".tmp") && !name.endsWith(".lock");
  }

  private IllegalArgumentException notThere(String name, Path file) {
    String why =
        Files.isSymbolicLink(file)
            ? " is a symbolic link, which is not followed, in "
            : Files.exists(file) ? " is no regular file in " : " is not there in ";
    return new IllegalArgumentException(name + why + directory);
  }

  private void make() {
    try {
      Files.createDirectory(directory, ownerOnly());
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw new IllegalStateException(
            directory + " is no directory, so there is no place for operations: move it away", e);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the operations directory can't be made: " + e, e);
    }
  }

  private FileAttribute<?>[] ownerOnly() {
    if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
    };
  }
}
