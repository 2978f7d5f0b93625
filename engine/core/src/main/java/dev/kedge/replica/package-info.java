/**
 * Continuous replication: a database that is always somewhere else too. {@link
 * dev.kedge.replica.Replica} ties a database to a destination, {@link
 * dev.kedge.replica.ReplicaRestore} brings any state in its recoverable window back, {@link
 * dev.kedge.replica.Follower} keeps a read replica current from it, {@link
 * dev.kedge.replica.Destination} tells what is there. A destination is reached through a {@link
 * dev.kedge.replica.ReplicaClient}; {@link dev.kedge.replica.FileReplicaClient} is the one for
 * directories. What stands where at a destination is described in {@code engine/README.md}.
 *
 * <p>Threads: {@code Replica}, {@code Follower}, {@code Destination} and every client may be used
 * from any thread at once; builders belong to one. Errors of the destination are {@link
 * dev.kedge.DestinationException}s. An interrupt ends no call and is kept.
 *
 * <p>Permitted imports: the public API of {@code dev.kedge}, {@code dev.kedge.spi}, and {@code
 * dev.kedge.internal.io}.
 */
@NullMarked
package dev.kedge.replica;

import org.jspecify.annotations.NullMarked;
