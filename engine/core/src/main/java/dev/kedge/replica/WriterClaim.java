package dev.kedge.replica;

import dev.kedge.Position;
import java.time.Instant;

/**
 * Who writes in an epoch.
 *
 * @param epoch the epoch, from 1
 * @param instance the copy of the database
 * @param position where that stood when it claimed the epoch
 * @param process the process, in words
 * @param time when
 */
record WriterClaim(long epoch, long instance, Position position, String process, Instant time) {

  static WriterClaim read(ReplicaClient client, long epoch) {
    Fields fields = Fields.read(client, Layout.writer(epoch));
    return new WriterClaim(
        epoch,
        fields.number("instance"),
        fields.position("position"),
        fields.text("process"),
        fields.instant("time"));
  }

  byte[] encode() {
    return Fields.encode(
        "instance", Layout.hex(instance), "position", position, "process", process, "time", time);
  }

  /** In words, for messages. */
  @Override
  public String toString() {
    return "instance " + Layout.hex(instance) + ", " + process + ", since " + time;
  }
}
