package dev.kedge.replica;

import dev.kedge.Position;

/**
 * A snapshot at a destination.
 *
 * @param generation the history it is of, any 64 bits
 * @param version the last commit in it; 0 if there is none
 * @param bytes its length as it is stored
 */
public record SnapshotInfo(long generation, long version, long bytes) {

  /** The point in time it holds. */
  public Position position() {
    return new Position(generation, version);
  }

  /** The name of the object. */
  public String object() {
    return Layout.snapshot(generation, version);
  }
}
