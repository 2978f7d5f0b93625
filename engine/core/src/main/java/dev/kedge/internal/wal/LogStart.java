package dev.kedge.internal.wal;

/**
 * The state that the database file holds when its log is opened.
 *
 * @param version the last commit in it; 0 if none
 * @param history the history checksum after that commit
 * @param timeMicros its commit time
 * @param generation the generation in force there
 */
public record LogStart(long version, long history, long timeMicros, long generation) {}
