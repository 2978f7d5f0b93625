package dev.kedge.cli;

import dev.kedge.replica.ReplicaBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How far back states stay. */
final class RetentionOptions {

  @Option(
      names = "--retention",
      paramLabel = "TIME",
      description = "How far back states stay restorable; 1d unless given.")
  @Nullable Duration retention;

  @Option(
      names = "--minimum-snapshots",
      paramLabel = "N",
      description = "How many snapshots stay at least, whatever their age; 1 unless given.")
  @Nullable Integer minimumSnapshots;

  ReplicaBuilder on(ReplicaBuilder builder) {
    if (retention != null) {
      builder.retention(retention);
    }
    if (minimumSnapshots != null) {
      builder.minimumSnapshots(minimumSnapshots);
    }
    return builder;
  }
}
