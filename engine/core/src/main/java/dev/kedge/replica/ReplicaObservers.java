package dev.kedge.replica;

import dev.kedge.Database;
import dev.kedge.spi.ReplicaObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** The services that want to see replicas and followers; what they throw is logged. */
final class ReplicaObservers {

  private static final Logger LOG = System.getLogger("dev.kedge");

  private final ClassLoader loader;

  /** Those that a class loader finds. */
  ReplicaObservers(ClassLoader loader) {
    this.loader = loader;
  }

  /** Those beside the engine. */
  static ReplicaObservers found() {
    return new ReplicaObservers(ReplicaObserver.class.getClassLoader());
  }

  /** Shows them a replica, and hands on the listeners that they give for it. */
  void tell(Database database, Replica replica, Consumer<ReplicaListener> listeners) {
    each(one -> listeners.accept(one.started(database, replica)));
  }

  /** Shows them a follower, and hands on the listeners that they give for it. */
  void tell(Follower follower, Consumer<FollowerListener> listeners) {
    each(one -> listeners.accept(one.opened(follower)));
  }

  private void each(Consumer<ReplicaObserver> show) {
    try {
      Iterator<ReplicaObserver> all = ServiceLoader.load(ReplicaObserver.class, loader).iterator();
      while (all.hasNext()) {
        next(all, show);
      }
    } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
      log(e);
    }
  }

  private static void next(Iterator<ReplicaObserver> all, Consumer<ReplicaObserver> show) {
    try {
      show.accept(all.next());
    } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
      log(e);
    }
  }

  private static void log(Throwable failure) {
    LOG.log(Level.WARNING, "a service can't observe a replica or follower", failure);
  }
}
