package dev.kedge.internal.wal;

/**
 * The state that the database file holds when its log is opened.
 *
 * @param version the last commit in it; 0 if none
 * @param history the history checksum after that commit
 * @param timeMicros its commit time
 * @param generation the generation in force there
 * @param required whether there may be commits after it in the log; if not, what is wrong with the
 *     log costs no more than history
 */
public record LogStart(
    long version, long history, long timeMicros, long generation, boolean required) {}
