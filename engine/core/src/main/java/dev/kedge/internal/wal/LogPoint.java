package dev.kedge.internal.wal;

/**
 * A place between two commits of the log.
 *
 * @param lsn the log position
 * @param version the commit before it
 * @param timeMicros that commit's time
 * @param history the history checksum after it
 * @param generation the generation in force there
 */
record LogPoint(long lsn, long version, long timeMicros, long history, long generation) {

  /** How far the log is known to be durable. */
  record Mark(long lsn, long version) {}

  Mark mark() {
    return new Mark(lsn, version);
  }
}
