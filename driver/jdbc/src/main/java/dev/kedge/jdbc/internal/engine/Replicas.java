package dev.kedge.jdbc.internal.engine;

import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaClient;
import dev.kedge.replica.ReplicaState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The replicas of a database that its connections reach by name. Safe for any thread. */
public final class Replicas implements AutoCloseable {

  private final List<Replica> replicas;
  private final List<ReplicaClient> clients;

  /** Those that are running, each with its client; they are closed with this. */
  Replicas(Map<Replica, ReplicaClient> owned) {
    this.replicas = List.copyOf(owned.keySet());
    this.clients = List.copyOf(owned.values());
  }

  private Replicas(List<Replica> replicas) {
    this.replicas = List.copyOf(replicas);
    this.clients = List.of();
  }

  /** Those that somebody else made, and stops. */
  public static Replicas of(List<Replica> replicas) {
    return new Replicas(replicas);
  }

  /** All of them. */
  public List<Replica> list() {
    return replicas;
  }

  /**
   * One of them; names are the same in upper and lower case.
   *
   * @throws SQLException if there is none of that name
   */
  public Replica find(String name) throws SQLException {
    for (Replica replica : replicas) {
      if (replica.options().name().equalsIgnoreCase(name)) {
        return replica;
      }
    }
    throw SqlState.NO_SUCH_REPLICA.error(
        "there is no replica \""
            + name
            + "\": "
            + (replicas.isEmpty()
                ? "the property replicate makes one"
                : "SELECT name FROM sys.replicas"));
  }

  /** What those who connect should know: which of them do not get on. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (Replica replica : replicas) {
      ReplicaState state = replica.state();
      if (state != ReplicaState.RUNNING && state != ReplicaState.STOPPED) {
        warnings.add(
            "replica "
                + replica.options().name()
                + " is "
                + state
                + ": SELECT last_error FROM sys.replicas");
      }
    }
    return warnings;
  }

  /** Stops those that were started here, after a last sync; all of them, even if one can't be. */
  @Override
  public void close() {
    if (!clients.isEmpty()) {
      List<Runnable> ends = new ArrayList<>();
      replicas.forEach(replica -> ends.add(replica::stop));
      clients.forEach(client -> ends.add(client::close));
      runAll(ends.iterator());
    }
  }

  private static void runAll(Iterator<Runnable> left) {
    if (left.hasNext()) {
      try {
        left.next().run();
      } finally {
        runAll(left);
      }
    }
  }
}
