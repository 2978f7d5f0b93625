package dev.kedge;

/**
 * What happens when the log that is kept for a slow or failing archive exceeds its limit in bytes.
 */
public enum OverflowPolicy {
  /** Commits wait until the archive takes log again: no hole, at the price of the writers. */
  BLOCK,

  /**
   * Log is discarded although the archive has not got it, and the hole is reported: writers go on,
   * at the price of recovery to the versions lost.
   */
  DROP
}
