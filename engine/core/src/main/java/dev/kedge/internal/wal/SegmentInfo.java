package dev.kedge.internal.wal;

import java.nio.file.Path;

/**
 * One segment of the log.
 *
 * @param sequence its number, from 1
 * @param file its file
 * @param firstVersion the first version in it, or the one that would be
 * @param lastVersion the last version in it, {@code firstVersion - 1} if it is empty
 * @param bytes how much of the file is used, header included: where in the file its log ends
 * @param lastTimeMicros the time of the last commit in or before it
 * @param generation the generation of its records; of those before it if it is empty
 */
public record SegmentInfo(
    long sequence,
    Path file,
    long firstVersion,
    long lastVersion,
    long bytes,
    long lastTimeMicros,
    long generation) {}
