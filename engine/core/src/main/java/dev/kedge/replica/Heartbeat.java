package dev.kedge.replica;

import dev.kedge.DestinationException;
import dev.kedge.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a writer says of itself from time to time.
 *
 * @param epoch the writer
 * @param position the last commit of its database
 * @param commitTime the time of that commit; the epoch before the first
 * @param proved the last commit that the destination had proved
 * @param time when it said so, by its own clock
 * @param interval after what time it will say so again
 * @param restoreRate how many bytes of objects a second the last validation has restored, if there
 *     was one
 */
public record Heartbeat(
    long epoch,
    Position position,
    Instant commitTime,
    Position proved,
    Instant time,
    Duration interval,
    OptionalLong restoreRate) {

  private static final int MISSED = 3;
  private static final String RESTORE_RATE = "restore-bytes-per-second";

  /** Reads the one at a destination; empty if there is none. */
  public static Optional<Heartbeat> read(ReplicaClient client) {
    return Optionals.ifThere(() -> parse(Fields.read(client, Layout.HEARTBEAT)));
  }

  /** As {@link #read}; one that is damaged is in nobody's way, and counts as none. */
  static Optional<Heartbeat> readIfSound(ReplicaClient client) {
    try {
      return read(client);
    } catch (DestinationException e) {
      if (e.isDamaged()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The rate that the one at a destination tells, if it can be read. */
  static OptionalLong restoreRate(ReplicaClient client) {
    try {
      return read(client).map(Heartbeat::restoreRate).orElse(OptionalLong.empty());
    } catch (DestinationException e) {
      return OptionalLong.empty();
    }
  }

  private static Heartbeat parse(Fields fields) {
    return new Heartbeat(
        fields.number("epoch"),
        fields.position("position"),
        fields.instant("commit-time"),
        fields.position("proved"),
        fields.instant("time"),
        Duration.ofMillis(fields.number("interval-millis")),
        fields.optionalNumber(RESTORE_RATE));
  }

  /**
   * Whether another one should have come long ago: three were missed.
   *
   * @param since when this one came
   */
  boolean isStale(Instant since, Instant now) {
    return now.isAfter(since.plus(interval.multipliedBy(MISSED)));
  }

  byte[] encode() {
    List<Object> fields =
        new ArrayList<>(
            List.of(
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
                Layout.hex(interval.toMillis())));
    restoreRate.ifPresent(rate -> fields.addAll(List.of(RESTORE_RATE, Layout.hex(rate))));
    return Fields.encode(fields.toArray());
  }
}
