package dev.kedge.replica;

import dev.kedge.Position;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * How far a destination has proved to have everything.
 *
 * @param position the last commit
 * @param history the history checksum after it, if it is known
 * @param provedAt when it was proved
 * @param loggedBytes log that the database had written then, at the most; to tell the lag in bytes
 */
record Proof(Position position, OptionalLong history, Instant provedAt, OptionalLong loggedBytes) {

  long version() {
    return position.version();
  }
}
