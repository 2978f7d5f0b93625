package dev.kedge.cli;

import dev.kedge.TargetExistsException;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.work.Output;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command writes its data. */
final class OutputOption {

  private static final Path STANDARD = Path.of("-");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write, a new file; standard output if it is - or not given.")
  @Nullable Path file;

  /** The same, or a file of the process that has the database open. */
  Output output(OwnerFileOption there, Console console) {
    if (there.name == null) {
      return new Output(fileOrPipe(console), null, console.out());
    }
    if (file != null) {
      throw new IllegalArgumentException("give either --output or --owner-file, not both");
    }
    return new Output(null, there.name, console.out());
  }

  /** What writes the data. */
  interface Content {

    void writeTo(OutputStream out) throws IOException;
  }

  /** The file, null for standard output. */
  @Nullable Path file() {
    return STANDARD.equals(file) ? null : file;
  }

  /** The same for bytes that a terminal can't show. */
  @Nullable Path fileOrPipe(Console console) {
    if (file() == null && console.isTerminal()) {
      throw new IllegalArgumentException(
          "this is nothing for a terminal: name a file with --output, or redirect it");
    }
    return file();
  }

  /**
   * Writes the data. A file is a new one, for its owner only, and is deleted again if it does not
   * get all of them.
   *
   * @throws TargetExistsException if the file exists
   */
  void write(Console console, Content content) throws IOException {
    Path target = file();
    if (target == null) {
      content.writeTo(console.out());
      return;
    }
    create(target);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16)) {
      content.writeTo(out);
    } catch (Throwable e) {
      Files.delete(target);
      throw e;
    }
  }

  private static void create(Path target) throws IOException {
    boolean posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] attributes =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try {
      Files.createFile(target, attributes);
    } catch (FileAlreadyExistsException e) {
      throw new TargetExistsException(target);
    }
  }
}
