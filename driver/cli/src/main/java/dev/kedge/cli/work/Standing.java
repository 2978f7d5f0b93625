package dev.kedge.cli.work;

import dev.kedge.DatabaseStats;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a database is and where it stands.
 *
 * @param path its file
 * @param commitTime when its last commit was made, null if there is none
 * @param rememberedReplica whether it was last used as a replica
 * @param holds how many log holds it has
 * @param stats its statistics
 */
public record Standing(
    Path path,
    @Nullable Instant commitTime,
    boolean rememberedReplica,
    int holds,
    DatabaseStats stats) {}
