package dev.kedge.cli;

import dev.kedge.Database;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The database that a command reads, as its first parameter. */
final class ReadableDatabase {

  @Parameters(index = "0", paramLabel = "DATABASE", description = "The database file.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  Path path;

  /** Opens it without changing any of its files. */
  Database open() {
    return Opening.open(path, builder -> builder.readOnly(true));
  }
}
