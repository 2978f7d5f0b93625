package dev.kedge.spi;

import dev.kedge.Database;
import dev.kedge.replica.Follower;
import dev.kedge.replica.FollowerListener;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaListener;

/**
 * A service that is shown every replica that is started and every follower that is opened, such as
 * one that makes them manageable. It is a {@link java.util.ServiceLoader} service, instantiated
 * anew for each of them.
 *
 * <p>A failure of an observer is logged to {@code dev.kedge} and otherwise ignored: nothing fails
 * to start because of it.
 */
public interface ReplicaObserver {

  /**
   * Called by the first {@link Replica#start}, on the thread that calls it and before the loops
   * run. It must return quickly, and neither start nor stop the replica.
   *
   * @param database what it replicates
   * @return told what happens to the replica from now on, last of all {@link
   *     ReplicaListener#onClosed}; {@link ReplicaListener#NONE} if that is of no interest
   */
  ReplicaListener started(Database database, Replica replica);

  /**
   * Called on the opening thread, just before {@link dev.kedge.replica.FollowerBuilder#open}
   * returns the follower. It must return quickly, and neither start nor close the follower.
   *
   * @return told what happens to the follower from now on; {@link FollowerListener#NONE} if that is
   *     of no interest. That the follower is closed it knows from its database
   */
  FollowerListener opened(Follower follower);
}
