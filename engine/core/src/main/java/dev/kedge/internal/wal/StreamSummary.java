package dev.kedge.internal.wal;

/**
 * What was written to a shipped log stream.
 *
 * @param sections how many sections, one per generation
 * @param records how many commits
 * @param firstVersion the first of them; {@code lastVersion + 1} if there is none
 * @param lastVersion the last of them, or the version they would begin behind
 * @param bytes the length of the stream
 */
public record StreamSummary(
    long sections, long records, long firstVersion, long lastVersion, long bytes) {}
