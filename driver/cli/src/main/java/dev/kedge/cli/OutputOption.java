package dev.kedge.cli;

import dev.kedge.TargetExistsException;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.work.NamedOutput;
import dev.kedge.cli.work.NewFile;
import dev.kedge.cli.work.Output;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command writes its data. */
final class OutputOption {

  private static final Path STANDARD = Path.of("-");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Where to write, a new file, or a pipe or device that is there; standard output if it is"
              + " - or not given.")
  @Nullable Path file;

  /** For bytes that a terminal can't show; or a file of the process that has the database open. */
  Output output(OwnerFileOption there, Console console) throws IOException {
    if (there.name != null) {
      if (file != null) {
        throw new IllegalArgumentException("give either --output or --owner-file, not both");
      }
      return new Output(null, there.name, OutputStream.nullOutputStream(), false);
    }
    if (isStandard() && console.isOutputShown()) {
      throw new IllegalArgumentException(
          "this is nothing for a terminal: name a file with -o FILE (--output), or pipe it on");
    }
    return open(console);
  }

  boolean isStandard() {
    return file == null || STANDARD.equals(file);
  }

  private Output open(Console console) throws IOException {
    Path target = file;
    if (target == null || isStandard()) {
      return new Output(null, null, console.out(), true);
    }
    // What is no file has nothing that could be replaced.
    if (Files.exists(target) && !Files.isRegularFile(target) && !Files.isDirectory(target)) {
      OutputStream out = new FileOutputStream(target.toFile());
      return new Output(null, null, new NamedOutput(target, out), false);
    }
    Directories.requireParentOf(target);
    return new Output(target, null, OutputStream.nullOutputStream(), false);
  }

  /**
   * Writes the data: to standard output, or to a new file, for its owner only, which has its name
   * only once it has all of them.
   *
   * @throws TargetExistsException if the file exists
   */
  void write(Console console, NewFile.Content content) throws IOException {
    try (Output output = open(console)) {
      Path target = output.file();
      if (target != null) {
        NewFile.write(target, content);
      } else {
        OutputStream out = new BufferedOutputStream(output.pipe(), 1 << 16);
        content.writeTo(out);
        out.flush();
      }
    }
  }
}
