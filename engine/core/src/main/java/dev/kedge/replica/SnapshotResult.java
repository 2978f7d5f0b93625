package dev.kedge.replica;

import dev.kedge.BackupResult;

/**
 * A snapshot that was stored.
 *
 * @param snapshot the object
 * @param backup what is in it
 */
public record SnapshotResult(SnapshotInfo snapshot, BackupResult backup) {}
