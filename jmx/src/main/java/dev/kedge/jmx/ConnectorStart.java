package dev.kedge.jmx;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Properties;

/** Starts the connector of the process once, if the settings ask for one. */
final class ConnectorStart {

  private static final Logger LOG = System.getLogger("dev.kedge.jmx");

  private static boolean tried;

  private ConnectorStart() {}

  /** Starts it unless that has been tried. What is wrong is logged, and then there is none. */
  static synchronized void once(Properties properties) {
    if (tried) {
      return;
    }
    tried = true;
    try {
      ConnectorOptions options = ConnectorOptions.of(properties);
      if (options != null) {
        LOG.log(Level.INFO, "JMX is at {0}", SecuredConnector.start(options).address());
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(Level.ERROR, "no JMX connector: {0}", Audit.escape(String.valueOf(e.getMessage())));
    }
  }
}
