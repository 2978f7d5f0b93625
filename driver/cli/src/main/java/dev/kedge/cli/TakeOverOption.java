package dev.kedge.cli;

import picocli.CommandLine.Option;

/** Whether the destination may be taken from another writer. */
final class TakeOverOption {

  @Option(
      names = "--take-over",
      description = {
        "Take the destination from another writer, which is stopped for good:",
        "after a restore, or when a follower was promoted."
      })
  boolean allowed;
}
