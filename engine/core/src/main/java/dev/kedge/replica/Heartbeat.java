package dev.kedge.replica;

import dev.kedge.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a writer says of itself from time to time.
 *
 * @param epoch the writer
 * @param position the last commit of its database
 * @param commitTime the time of that commit; the epoch before the first
 * @param proved the last commit that the destination had proved
 * @param time when it said so, by its own clock
 * @param interval after what time it will say so again
 */
public record Heartbeat(
    long epoch,
    Position position,
    Instant commitTime,
    Position proved,
    Instant time,
    Duration interval) {

  private static final int MISSED = 3;

  /** Reads the one at a destination; empty if there is none. */
  public static Optional<Heartbeat> read(ReplicaClient client) {
    return Optionals.ifThere(() -> parse(Fields.read(client, Layout.HEARTBEAT)));
  }

  private static Heartbeat parse(Fields fields) {
    return new Heartbeat(
        fields.number("epoch"),
        fields.position("position"),
        fields.instant("commit-time"),
        fields.position("proved"),
        fields.instant("time"),
        Duration.ofMillis(fields.number("interval-millis")));
  }

  /** Whether another one should have come long ago: three were missed. */
  public boolean isStale(Instant now) {
    return now.isAfter(time.plus(interval.multipliedBy(MISSED)));
  }

  byte[] encode() {
    return Fields.encode(
        "epoch",
        Layout.hex(epoch),
        "position",
        position,
        "commit-time",
        commitTime,
        "proved",
        proved,
        "time",
        time,
        "interval-millis",
        Layout.hex(interval.toMillis()));
  }
}
