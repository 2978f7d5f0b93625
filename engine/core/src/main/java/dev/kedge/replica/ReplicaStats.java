package dev.kedge.replica;

import dev.kedge.Position;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a replica is and what it has done since it was made.
 *
 * @param name its name among the replicas of its database
 * @param url the destination
 * @param state what it is doing
 * @param epoch the epoch it writes in, 0 before it has claimed one
 * @param proved the last commit that the destination has proved, if any is known
 * @param lag how far the destination is behind
 * @param snapshots snapshots stored
 * @param segments segments stored
 * @param bytesWritten bytes of both
 * @param objectsDeleted objects that retention has deleted
 * @param validationsOk validations that matched
 * @param validationsMismatched validations that found a difference
 * @param validationsFailed validations that could not be carried out
 * @param lastVerified the last validation that matched
 * @param lastSync how long the last sync took, zero before the first
 * @param errors failures in the background
 * @param lastError the last failure of syncs, snapshots, retention and validation, in the
 *     background or by hand, each until it succeeds
 * @param requests requests to the destination
 */
public record ReplicaStats(
    String name,
    String url,
    ReplicaState state,
    long epoch,
    Optional<Position> proved,
    ReplicaLag lag,
    long snapshots,
    long segments,
    long bytesWritten,
    long objectsDeleted,
    long validationsOk,
    long validationsMismatched,
    long validationsFailed,
    Optional<ValidationResult> lastVerified,
    Duration lastSync,
    long errors,
    Optional<String> lastError,
    Map<RequestKind, Long> requests) {}
