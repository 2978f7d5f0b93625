package dev.kedge.replica;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * How a replica works. Made by {@link Replica#builder}, which says what each setting does and what
 * it is unless set.
 *
 * @param name names it among the replicas of its database
 * @param monitorEnabled whether its loops run, or all is called by hand
 * @param takeOver whether it may take the destination from another instance
 * @param syncInterval how often it looks for new commits
 * @param segmentBytes about how much log goes into one segment
 * @param holdBytes how much log is kept for it at the most
 * @param heartbeatInterval how often it writes a heartbeat, zero for never
 * @param snapshotInterval how old the newest snapshot may get, zero for no limit
 * @param retention how far back states stay restorable
 * @param retentionInterval how often what is older is deleted
 * @param minimumSnapshots how many snapshots stay at least
 * @param validationInterval how often the destination is validated, zero for never
 * @param scratchDirectory where it is restored to for that
 * @param scratchBytes how large the restored database may be
 * @param stallAlarm for how long commits may go unproved before there is an alarm
 * @param stopTimeout how long stopping waits for a request that does not end
 * @param listener told what happens
 * @param clock tells the time
 */
public record ReplicaOptions(
    String name,
    boolean monitorEnabled,
    boolean takeOver,
    Duration syncInterval,
    int segmentBytes,
    long holdBytes,
    Duration heartbeatInterval,
    Duration snapshotInterval,
    Duration retention,
    Duration retentionInterval,
    int minimumSnapshots,
    Duration validationInterval,
    Path scratchDirectory,
    long scratchBytes,
    Duration stallAlarm,
    Duration stopTimeout,
    ReplicaListener listener,
    InstantSource clock) {}
