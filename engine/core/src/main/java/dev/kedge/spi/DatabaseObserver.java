package dev.kedge.spi;

import dev.kedge.Database;
import dev.kedge.DatabaseListener;

/**
 * A service that is shown every database that is opened, such as one that makes it manageable. It
 * is a {@link java.util.ServiceLoader} service, instantiated anew for each database.
 *
 * <p>A failure of an observer is logged to {@code dev.kedge} and otherwise ignored: an open never
 * fails because of it.
 */
public interface DatabaseObserver {

  /**
   * Called on the opening thread, just before {@link dev.kedge.DatabaseBuilder#open} returns the
   * database. It must return quickly and not close the database.
   *
   * @return told what happens in the database from now on, last of all {@link
   *     DatabaseListener#onClosing}; {@link DatabaseListener#NONE} if that is of no interest
   */
  DatabaseListener opened(Database database);
}
