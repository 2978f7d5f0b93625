package dev.kedge.cli;

import dev.kedge.TargetExistsException;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.work.NewFile;
import dev.kedge.cli.work.Output;
import java.io.IOException;
import java.nio.file.Path;
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

  /** The file, null for standard output. */
  @Nullable Path file() {
    return STANDARD.equals(file) ? null : file;
  }

  /** The same for bytes that a terminal can't show. */
  @Nullable Path fileOrPipe(Console console) {
    if (file() == null && console.isOutputShown()) {
      throw new IllegalArgumentException(
          "this is nothing for a terminal: name a file with -o FILE (--output), or pipe it on");
    }
    return file();
  }

  /**
   * Writes the data: to standard output, or to a new file, for its owner only, which has its name
   * only once it has all of them.
   *
   * @throws TargetExistsException if the file exists
   */
  void write(Console console, NewFile.Content content) throws IOException {
    Path target = file();
    if (target == null) {
      content.writeTo(console.out());
    } else {
      NewFile.write(target, content);
    }
  }
}
