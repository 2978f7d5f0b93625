package dev.kedge.replica;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Tells the listener of a replica, and those who observe it; what they throw is logged. */
final class ReplicaEvents {

  private static final Logger LOG = System.getLogger("dev.kedge");

  private final ReplicaListener listener;
  private final List<ReplicaListener> observers = new CopyOnWriteArrayList<>();

  ReplicaEvents(ReplicaListener listener) {
    this.listener = listener;
  }

  /** Tells one more, until the replica is closed. */
  void add(ReplicaListener observer) {
    observers.add(observer);
  }

  void tell(Consumer<ReplicaListener> event) {
    tell(listener, event);
    observers.forEach(observer -> tell(observer, event));
  }

  /** Tells that the replica was closed, and the observers nothing more. */
  void closed() {
    tell(ReplicaListener::onClosed);
    observers.clear();
  }

  private static void tell(ReplicaListener listener, Consumer<ReplicaListener> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "a replica listener failed", e);
    }
  }
}
