package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.work.Input;
import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a command reads. */
final class InputOption {

  private static final Path STANDARD = Path.of("-");
  private static final int BUFFER_BYTES = 1 << 16;

  @Option(
      names = {"-i", "--input"},
      paramLabel = "FILE",
      description = "What to read; standard input if it is - or not given.")
  @Nullable Path file;

  /** The file or pipe; refuses to wait for a person to type it. */
  Input input(Console console) throws IOException {
    return input(file, console);
  }

  /** The same for a file that is named otherwise. */
  static Input input(@Nullable Path named, Console console) throws IOException {
    Path chosen = STANDARD.equals(named) ? null : named;
    if (chosen == null) {
      if (console.isTerminal()) {
        throw new IllegalArgumentException("name a file to read, or pipe it in");
      }
      return new Input(null, null, console.in());
    }
    if (Files.notExists(chosen)) {
      throw new RefusedException(
          chosen + ": there is no such file or directory: name one that is there");
    }
    if (Files.isRegularFile(chosen) || Files.isDirectory(chosen)) {
      return new Input(chosen, null, InputStream.nullInputStream());
    }
    // A channel, which the engine and Files would use, asks a pipe where it stands.
    InputStream pipe = new FileInputStream(chosen.toFile());
    return new Input(null, null, new BufferedInputStream(pipe, BUFFER_BYTES));
  }

  /** The same, or a file of the process that has the database open. */
  Input input(OwnerFileOption there, Console console) throws IOException {
    if (there.name == null) {
      return input(console);
    }
    if (file != null) {
      throw new IllegalArgumentException("give either --input or --owner-file, not both");
    }
    return new Input(null, there.name, InputStream.nullInputStream());
  }

  /** Opens it for reading. */
  InputStream open(Console console) throws IOException {
    Input chosen = input(console);
    Path regular = chosen.file();
    return regular == null
        ? chosen.pipe()
        : new BufferedInputStream(Files.newInputStream(regular), BUFFER_BYTES);
  }
}
