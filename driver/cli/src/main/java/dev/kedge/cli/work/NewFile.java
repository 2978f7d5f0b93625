package dev.kedge.cli.work;

import dev.kedge.ProgressListener;
import dev.kedge.TargetExistsException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Files that have their name only once they are whole and durable, so that not even a kill leaves
 * half of one under it; nothing is ever replaced.
 */
public final class NewFile {

  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  /** What the names of files begin with that are there for a moment. */
  private static final String PREFIX = "kedge-command-";

  private NewFile() {}

  /** A name that nothing has. */
  static String freshName() {
    return PREFIX + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  /** What writes a file. */
  public interface Content {

    /** Writes all of it; the stream is buffered, and need not be flushed or closed. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file, for its owner only.
   *
   * @throws TargetExistsException if there is something of that name
   */
  public static void write(Path target, Content content) throws IOException {
    requireFree(target);
    // Of a new name each time, so that what a kill leaves is in nobody's way.
    Path part = target.resolveSibling(target.getFileName() + "." + freshName());
    try {
      writePart(part, target, content);
      if (!link(target, part)) {
        Files.move(part, target); // which looks first whether there is one
      }
    } catch (FileAlreadyExistsException e) {
      throw new TargetExistsException(target);
    } finally {
      Files.deleteIfExists(part);
    }
    forceName(target);
  }

  private static void writePart(Path part, Path target, Content content) throws IOException {
    try (FileChannel channel = FileChannel.open(part, NEW, forOwner(part, "rw-------"))) {
      OutputStream out =
          new BufferedOutputStream(
              new NamedOutput(target, Channels.newOutputStream(channel)), 1 << 16);
      content.writeTo(out);
      out.flush();
      channel.force(true);
    }
  }

  /**
   * Gives a whole, forced file a second name, or copies it where that can't be.
   *
   * @throws TargetExistsException if there is something of that name
   */
  static void of(Path file, Path target, ProgressListener progress) throws IOException {
    if (link(target, file)) {
      forceName(target);
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      write(target, out -> OwnerFiles.pour(in, out, progress));
    }
  }

  /**
   * Refuses a name before there is any work for it.
   *
   * @throws TargetExistsException if there is something of that name
   */
  static void requireFree(Path target) throws IOException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new TargetExistsException(target);
    }
    Path parent = target.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      throw new NoSuchFileException(parent.toString());
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

  private static void forceName(Path target) {
    Path parent = target.toAbsolutePath().getParent();
    if (parent != null) {
      try (FileChannel directory = FileChannel.open(parent)) {
        directory.force(true);
      } catch (IOException e) {
        // A system that has no such thing keeps names by itself.
      }
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
