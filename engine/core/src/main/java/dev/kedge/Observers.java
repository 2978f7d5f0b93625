package dev.kedge;

import dev.kedge.spi.DatabaseObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** The services that want to see every database that is opened; what they throw is logged. */
final class Observers {

  private static final Logger LOG = System.getLogger("dev.kedge");

  private final ClassLoader loader;

  /** Those that a class loader finds. */
  Observers(ClassLoader loader) {
    this.loader = loader;
  }

  /** Shows them a database, and hands on the listeners that they give for it. */
  void tell(Database database, Consumer<DatabaseListener> listeners) {
    try {
      Iterator<DatabaseObserver> all =
          ServiceLoader.load(DatabaseObserver.class, loader).iterator();
      while (all.hasNext()) {
        tell(all, database, listeners);
      }
    } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
      log(database, e);
    }
  }

  private static void tell(
      Iterator<DatabaseObserver> all, Database database, Consumer<DatabaseListener> listeners) {
    try {
      listeners.accept(all.next().opened(database));
    } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
      log(database, e);
    }
  }

  private static void log(Database database, Throwable failure) {
    LOG.log(Level.WARNING, database.path() + " is open, but a service can't observe it", failure);
  }
}
