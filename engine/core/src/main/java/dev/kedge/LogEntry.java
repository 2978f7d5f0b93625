package dev.kedge;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * One commit, as the log holds it.
 *
 * @param generation the history it belongs to, any 64 bits
 * @param version its version, from 1
 * @param time its commit time, in microseconds precision
 * @param historyChecksum the running checksum over the versions, times and operations of all
 *     commits through this one, any 64 bits; equal wherever the history is
 * @param operations its changes in the order in which they take effect; immutable
 */
public record LogEntry(
    long generation,
    long version,
    Instant time,
    long historyChecksum,
    List<LogOperation> operations) {

  /**
   * Checks the components and copies the list.
   *
   * @throws IllegalArgumentException if the version is less than 1
   */
  public LogEntry {
    Checks.positive(version, "version");
    Objects.requireNonNull(time, "time");
    operations = List.copyOf(operations);
  }

  /** Where in the history it stands. */
  public Position position() {
    return new Position(generation, version);
  }

  /** Position, time, checksum and number of operations, for messages. */
  @Override
  public String toString() {
    return "LogEntry[position="
        + position()
        + ", time="
        + time
        + ", historyChecksum="
        + HexFormat.of().toHexDigits(historyChecksum)
        + ", "
        + operations.size()
        + " operations]";
  }
}
