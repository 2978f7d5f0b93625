package dev.kedge.replica;

import dev.kedge.Position;
import java.time.Duration;

/**
 * What a sync did.
 *
 * @param proved the last commit that the destination has proved
 * @param snapshots snapshots stored: one if there was none to continue, or of this generation
 * @param commits commits shipped
 * @param segments segments stored
 * @param bytes bytes stored, snapshots not counted
 * @param elapsed how long it took
 */
public record SyncResult(
    Position proved, int snapshots, long commits, int segments, long bytes, Duration elapsed) {}
