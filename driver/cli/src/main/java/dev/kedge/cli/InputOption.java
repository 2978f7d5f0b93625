package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.work.Input;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a command reads. */
final class InputOption {

  private static final Path STANDARD = Path.of("-");

  @Option(
      names = {"-i", "--input"},
      paramLabel = "FILE",
      description = "What to read; standard input if it is - or not given.")
  @Nullable Path file;

  /** The file, null for standard input; refuses to wait for a person to type it. */
  @Nullable Path fileOrPipe(Console console) {
    return fileOrPipe(file, console);
  }

  /** The same for a file that is named otherwise. */
  static @Nullable Path fileOrPipe(@Nullable Path named, Console console) {
    Path chosen = STANDARD.equals(named) ? null : named;
    if (chosen == null && console.isTerminal()) {
      throw new IllegalArgumentException("name a file to read, or pipe it in");
    }
    return chosen;
  }

  /** The same, or a file of the process that has the database open. */
  Input input(OwnerFileOption there, Console console) {
    if (there.name == null) {
      return new Input(fileOrPipe(console), null, console.in());
    }
    if (file != null) {
      throw new IllegalArgumentException("give either --input or --owner-file, not both");
    }
    return new Input(null, there.name, console.in());
  }

  /** Opens it for reading. */
  InputStream open(Console console) throws IOException {
    Path chosen = fileOrPipe(console);
    return chosen == null
        ? console.in()
        : new BufferedInputStream(Files.newInputStream(chosen), 1 << 16);
  }
}
