package dev.kedge.replica;

/**
 * A segment at a destination: consecutive commits of one generation.
 *
 * @param generation the history they are of, any 64 bits
 * @param firstVersion the first commit, from 1
 * @param lastVersion the last commit, not below the first
 * @param epoch the writer that stored it
 * @param bytes its length as it is stored
 */
public record SegmentInfo(
    long generation, long firstVersion, long lastVersion, long epoch, long bytes) {

  /** The name of the object. */
  public String object() {
    return Layout.segment(generation, firstVersion, lastVersion, epoch);
  }
}
