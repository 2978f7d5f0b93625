package dev.kedge.internal.store;

import dev.kedge.DatabaseListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** Tells the listener of a database what happens; what the listener throws is logged. */
public final class Notifier {

  private static final Logger LOG = System.getLogger("dev.kedge");

  private final DatabaseListener listener;

  /** For one listener. */
  public Notifier(DatabaseListener listener) {
    this.listener = listener;
  }

  /** Calls the listener. */
  public void tell(Consumer<DatabaseListener> event) {
    try {
      event.accept(listener);
    } catch (Throwable e) {
      // An Error of theirs must not make a commit fail that is durable.
      LOG.log(Level.WARNING, "a database listener failed", e);
    }
  }
}
