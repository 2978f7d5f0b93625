package dev.kedge.internal.wal;

import java.nio.file.Path;

/**
 * What a crash left behind the end of the log: written in part, never proven durable, and given up.
 *
 * @param file the segment
 * @param offset where in the file the log ends and the remains begin
 * @param bytes how far they reach, as far as that can be told
 */
public record Tear(Path file, long offset, long bytes) {}
