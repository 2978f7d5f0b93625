package dev.kedge.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A file in the place where a process that has a database open reads and writes for others. */
final class OwnerFileOption {

  @Option(
      names = "--owner-file",
      paramLabel = "NAME",
      description = {
        "Instead, a name in the operations directory of the process that has the database open:",
        "for a process on another host."
      })
  @Nullable String name;
}
