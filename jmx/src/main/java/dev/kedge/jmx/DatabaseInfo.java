package dev.kedge.jmx;

import dev.kedge.DatabaseStats;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What a database is and where it stands.
 *
 * @param path its file
 * @param commitTime when its last commit was made, empty if there is none
 * @param rememberedReplica whether it was last used as a replica and has not become a primary for
 *     good
 * @param holds how many log holds it has
 * @param stats its statistics
 */
public record DatabaseInfo(
    Path path,
    Optional<Instant> commitTime,
    boolean rememberedReplica,
    int holds,
    DatabaseStats stats) {}
