package dev.kedge.jmx;

import dev.kedge.Database;
import dev.kedge.replica.Follower;
import dev.kedge.replica.FollowerListener;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaListener;
import dev.kedge.spi.ReplicaObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import javax.management.JMException;

/**
 * Makes each replica and each follower manageable whose database is. Found by the engine; nothing
 * has to be called. A failure is logged in one line, and replication goes on all the same.
 */
public final class JmxReplicaObserver implements ReplicaObserver {

  private static final Logger LOG = System.getLogger("dev.kedge.jmx");

  /** Made by the engine. */
  public JmxReplicaObserver() {}

  @Override
  public ReplicaListener started(Database database, Replica replica) {
    Optional<ManagedDatabase> managed = ManagedDatabase.of(database);
    if (managed.isEmpty()) {
      return ReplicaListener.NONE;
    }
    try {
      return managed.get().manage(replica);
    } catch (JMException | RuntimeException | Error e) {
      LOG.log(Level.WARNING, "a replica can''t be managed through JMX: {0}", e);
      return ReplicaListener.NONE;
    }
  }

  @Override
  public FollowerListener opened(Follower follower) {
    return FollowerEvents.manage(follower, Time.SYSTEM);
  }
}
