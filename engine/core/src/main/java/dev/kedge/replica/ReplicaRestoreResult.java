package dev.kedge.replica;

import dev.kedge.Position;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a restore from a destination made.
 *
 * @param path the restored database
 * @param position the state it has
 * @param plan what it was made of
 * @param elapsed how long it took
 */
public record ReplicaRestoreResult(
    Path path, Position position, RestorePlan plan, Duration elapsed) {}
