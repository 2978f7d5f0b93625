package dev.kedge.jmx;

import dev.kedge.Database;
import dev.kedge.DatabaseListener;
import dev.kedge.spi.DatabaseObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import javax.management.JMException;

/**
 * Makes each database manageable that is opened, unless the system property {@code
 * kedge.jmx.enabled} is {@code false}. Found by the engine; nothing has to be called. A failure is
 * logged in one line, and the database is open all the same.
 */
public final class JmxObserver implements DatabaseObserver {

  private static final Logger LOG = System.getLogger("dev.kedge.jmx");

  /** Made by the engine. */
  public JmxObserver() {}

  @Override
  public DatabaseListener opened(Database database) {
    try {
      if (!Settings.isEnabled(System.getProperties())) {
        return DatabaseListener.NONE;
      }
      ConnectorStart.once(System.getProperties());
      Settings settings = Settings.of(System.getProperties());
      return ManagedDatabase.manage(
          ManagementFactory.getPlatformMBeanServer(), database, settings, Time.SYSTEM);
    } catch (JMException | RuntimeException | Error e) {
      LOG.log(
          Level.WARNING, "{0} is open, but can''t be managed through JMX: {1}", database.path(), e);
      return DatabaseListener.NONE;
    }
  }
}
