package dev.kedge.internal.store;

import dev.kedge.DatabaseListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Tells the listeners of a database what happens; what a listener throws is logged. Any thread may
 * use it.
 */
public final class Notifier {

  private static final Logger LOG = System.getLogger("dev.kedge");

  private final List<DatabaseListener> listeners;

  /** For one listener, and more to come. */
  public Notifier(DatabaseListener listener) {
    this.listeners = new CopyOnWriteArrayList<>(List.of(listener));
  }

  /** Tells one more from now on. */
  void add(DatabaseListener listener) {
    listeners.add(listener);
  }

  /** Calls the listeners. */
  public void tell(Consumer<DatabaseListener> event) {
    for (DatabaseListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (Throwable e) {
        // An Error of theirs must not make a commit fail that is durable.
        LOG.log(Level.WARNING, "a database listener failed", e);
      }
    }
  }
}
