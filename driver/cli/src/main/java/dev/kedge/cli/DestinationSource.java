package dev.kedge.cli;

import dev.kedge.replica.ReplicaClient;
import dev.kedge.replica.ReplicaRestore;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A destination to restore from, and the state to bring back. */
final class DestinationSource implements AutoCloseable {

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DESTINATION",
      description = "The destination to restore from, such as file:///backups/app.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  ReplicaClient client;

  @Option(
      names = "--generation",
      paramLabel = "GENERATION",
      converter = GenerationConverter.class,
      description = "The generation to restore; that of the last writer unless given.")
  @Nullable Long generation;

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      description = "Restore this version; the latest unless given.")
  @Nullable Long version;

  @Option(
      names = "--before",
      paramLabel = "VERSION",
      description = "Restore what there was just before this version was committed.")
  @Nullable Long before;

  @Option(
      names = "--timestamp",
      paramLabel = "INSTANT",
      description = "Restore the last commit at or before it, such as 2026-01-31T12:00:00Z.")
  @Nullable Instant timestamp;

  @Option(names = "--dry-run", description = "Restore nothing; print what would be fetched.")
  boolean dryRun;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "How many segments are fetched at the same time; the processors unless given.")
  @Nullable Integer parallelism;

  ReplicaRestore restore() {
    if (Stream.of(version, before, timestamp).filter(Objects::nonNull).count() > 1) {
      throw new IllegalArgumentException("give one of --version, --before and --timestamp only");
    }
    ReplicaRestore restore = ReplicaRestore.from(client);
    if (generation != null) {
      restore.generation(generation);
    }
    if (version != null) {
      restore.version(version);
    }
    if (before != null) {
      restore.before(before);
    }
    if (timestamp != null) {
      restore.timestamp(timestamp);
    }
    if (parallelism != null) {
      restore.parallelism(parallelism);
    }
    return restore;
  }

  @Override
  public void close() {
    client.close();
  }
}
