package dev.kedge.cli.work;

import dev.kedge.ProgressListener;
import dev.kedge.TargetExistsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Gives whole, forced files another name, or makes copies of them; nothing is ever replaced. */
final class FileMove {

  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private FileMove() {}

  /** What writes a file. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Gives a file a second name, or copies it where that can't be. The name is durable, and there
   * only if all of the file is.
   *
   * @throws TargetExistsException if there is something of that name
   */
  static void to(Path target, Path file, ProgressListener progress) throws IOException {
    if (!link(target, file)) {
      copy(target, file, progress);
    }
    Path parent = target.toAbsolutePath().getParent();
    if (parent != null) {
      try (FileChannel directory = FileChannel.open(parent)) {
        directory.force(true);
      } catch (IOException e) {
        // A system that has no such thing keeps names by itself.
      }
    }
  }

  /** False if the file system, or the owner of the file, does not allow it. */
  private static boolean link(Path target, Path file) throws IOException {
    try {
      Files.createLink(target, file);
      return true;
    } catch (FileAlreadyExistsException e) {
      throw new TargetExistsException(target);
    } catch (FileSystemException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static void copy(Path target, Path file, ProgressListener progress) throws IOException {
    // Of a new name each time, so that what a kill leaves is in nobody's way.
    Path part = target.resolveSibling(target.getFileName() + "." + OwnerFiles.freshName());
    try (InputStream in = Files.newInputStream(file)) {
      write(part, out -> OwnerFiles.pour(in, out, progress));
    }
    try {
      if (!link(target, part)) {
        Files.move(part, target); // which looks first whether there is one
      }
    } catch (FileAlreadyExistsException e) {
      throw new TargetExistsException(target);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Writes and forces a new file, for its owner only; it is deleted again if that fails. */
  static void write(Path file, Content content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, NEW, forOwner(file, "rw-------"))) {
      content.writeTo(Channels.newOutputStream(channel));
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      throw new TargetExistsException(file);
    } catch (Throwable e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Makes a directory, for its owner only; it may be there. */
  static void makeDirectory(Path directory) throws IOException {
    try {
      Files.createDirectory(directory, forOwner(directory, "rwx------"));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
  }

  private static FileAttribute<?>[] forOwner(Path file, String permissions) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
