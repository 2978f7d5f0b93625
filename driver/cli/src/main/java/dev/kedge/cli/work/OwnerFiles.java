package dev.kedge.cli.work;

import dev.kedge.KedgeException;
import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import dev.kedge.TargetExistsException;
import dev.kedge.jmx.OperationStatus;
import dev.kedge.jmx.OwnedDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Files that operations of another process write and read, which it does in its operations
 * directory only. On the same host they are moved from there to where the command was told, or
 * brought there for as long as they are read; nothing is left there.
 */
final class OwnerFiles {

  private final OwnedDatabase database;
  private final String owner;
  private final boolean sameHost;

  OwnerFiles(OwnedDatabase database, String owner, boolean sameHost) {
    this.database = database;
    this.owner = owner;
    this.sameHost = sameHost;
  }

  /**
   * Has a file written and brings it where it is wanted.
   *
   * @param start starts the operation that writes a file of the name it is given
   * @throws TargetExistsException if it would replace a file
   */
  OperationStatus fetch(Output output, ProgressListener progress, ToLongFunction<String> start)
      throws IOException {
    String wanted = output.ownerFile();
    if (wanted != null) {
      return ended(start, wanted, progress);
    }
    Path target = output.file();
    if (target != null) {
      NewFile.requireFree(target);
    }
    String name = NewFile.freshName();
    Path made = directory().resolve(name);
    try {
      OperationStatus status = ended(start, name, progress);
      requireSeen(made);
      if (target == null) {
        pour(made, output.pipe(), progress);
      } else {
        NewFile.of(made, target, progress);
      }
      return status;
    } finally {
      Files.deleteIfExists(made);
      forget();
    }
  }

  /** Lets the owner look at its directory again, so that its figures are without that file. */
  private void forget() {
    try {
      database.backups().listBackups();
    } catch (RuntimeException e) {
      // It will look by itself; this is no reason to fail.
    }
  }

  /**
   * Has log read.
   *
   * @param start starts the operation that reads the file of the name it is given
   */
  OperationStatus give(Input input, ProgressListener progress, ToLongFunction<String> start)
      throws IOException {
    String there = input.ownerFile();
    if (there != null) {
      return ended(start, there, progress);
    }
    Path directory = directory();
    NewFile.makeDirectory(directory);
    Path copy = directory.resolve(NewFile.freshName());
    try {
      bring(input.file(), input.pipe(), copy, progress);
      return ended(start, copy.getFileName().toString(), progress);
    } finally {
      deleteAll(copy);
    }
  }

  private OperationStatus ended(
      ToLongFunction<String> start, String name, ProgressListener progress) {
    return OwnerCalls.ended(database, () -> start.applyAsLong(name), progress);
  }

  /** The operations directory, where this process can get at what is in it. */
  private Path directory() {
    String text = database.backups().getDirectory();
    Path directory = Path.of(text);
    Path parent = directory.getParent();
    boolean reachable =
        Files.exists(directory)
            ? Files.isWritable(directory)
            : parent != null && Files.isDirectory(parent);
    if (!sameHost || !reachable) {
      throw new KedgeException(
          owner
              + " reads and writes in "
              + text
              + ", which this command can't get at: --owner-file NAME names a file there");
    }
    return directory;
  }

  private void requireSeen(Path made) {
    if (!Files.exists(made)) {
      throw new KedgeException(
          owner + " has written " + made + ", which is not to be seen from here: fetch it there");
    }
  }

  private static void bring(
      @Nullable Path file, InputStream pipe, Path copy, ProgressListener progress)
      throws IOException {
    if (file == null) {
      NewFile.write(copy, out -> pour(pipe, out, progress));
    } else if (Files.isDirectory(file)) {
      NewFile.makeDirectory(copy);
      try (var files = Files.newDirectoryStream(file, Files::isRegularFile)) {
        for (Path one : files) {
          NewFile.of(one, copy.resolve(one.getFileName()), progress);
        }
      }
    } else {
      NewFile.of(file.toRealPath(), copy, progress);
    }
  }

  /** Its name goes first, so that it is not left if the pipe is stuck when the command ends. */
  private static void pour(Path from, OutputStream out, ProgressListener progress)
      throws IOException {
    try (InputStream in = Files.newInputStream(from)) {
      Files.delete(from);
      pour(in, out, progress);
    }
  }

  /** Copies all there is, unless that is cancelled. */
  static void pour(InputStream in, OutputStream out, ProgressListener progress) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      if (progress.isCancelled()) {
        throw new OperationCancelledException("copying");
      }
      out.write(buffer, 0, read);
    }
  }

  private static void deleteAll(Path copy) throws IOException {
    if (Files.isDirectory(copy, LinkOption.NOFOLLOW_LINKS)) {
      try (var files = Files.newDirectoryStream(copy)) {
        for (Path one : files) {
          Files.delete(one);
        }
      }
    }
    Files.deleteIfExists(copy);
  }
}
