package dev.kedge.cli;

import dev.kedge.replica.ReplicaBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a replica works that runs. What is not given is as in Java. */
final class ReplicaSettings {

  @Option(
      names = "--sync-interval",
      paramLabel = "TIME",
      description = "How often it looks for new commits; 1s unless given.")
  @Nullable Duration syncInterval;

  @Option(
      names = "--heartbeat-interval",
      paramLabel = "TIME",
      description = "How often it writes a heartbeat, 0s for never; 1min unless given.")
  @Nullable Duration heartbeatInterval;

  @Option(
      names = "--snapshot-interval",
      paramLabel = "TIME",
      description = "How old the newest snapshot may get; no limit unless given.")
  @Nullable Duration snapshotInterval;

  @Mixin final RetentionOptions retention = new RetentionOptions();

  @Option(
      names = "--retention-interval",
      paramLabel = "TIME",
      description = "How often what is older than the retention is deleted; 1h unless given.")
  @Nullable Duration retentionInterval;

  @Option(
      names = "--validation-interval",
      paramLabel = "TIME",
      description = "How often the destination is restored and compared; never unless given.")
  @Nullable Duration validationInterval;

  @Mixin final ScratchOptions scratch = new ScratchOptions();

  @Option(
      names = "--hold-bytes",
      paramLabel = "BYTES",
      converter = ByteSizeConverter.class,
      description = "How much log is kept while the destination is away; 1G unless given.")
  @Nullable Long holdBytes;

  @Option(
      names = "--stall-alarm",
      paramLabel = "TIME",
      description = "When commits that are not proved raise an alarm; 5min unless given.")
  @Nullable Duration stallAlarm;

  ReplicaBuilder on(ReplicaBuilder builder) {
    if (syncInterval != null) {
      builder.syncInterval(syncInterval);
    }
    if (heartbeatInterval != null) {
      builder.heartbeatInterval(heartbeatInterval);
    }
    if (snapshotInterval != null) {
      builder.snapshotInterval(snapshotInterval);
    }
    if (retentionInterval != null) {
      builder.retentionInterval(retentionInterval);
    }
    if (validationInterval != null) {
      builder.validationInterval(validationInterval);
    }
    if (holdBytes != null) {
      builder.holdBytes(holdBytes);
    }
    if (stallAlarm != null) {
      builder.stallAlarm(stallAlarm);
    }
    return scratch.on(retention.on(builder));
  }
}
