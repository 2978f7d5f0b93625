package dev.kedge.replica;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** Tells the listener of a replica; what the listener throws is logged. */
final class ReplicaEvents {

  private static final Logger LOG = System.getLogger("dev.kedge");

  private final ReplicaListener listener;

  ReplicaEvents(ReplicaListener listener) {
    this.listener = listener;
  }

  void tell(Consumer<ReplicaListener> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "a replica listener failed", e);
    }
  }
}
