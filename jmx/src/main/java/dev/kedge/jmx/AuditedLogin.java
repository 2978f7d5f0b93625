package dev.kedge.jmx;

import java.io.IOException;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.RMIServerSocketFactory;
import java.util.Map;
import javax.management.remote.rmi.RMIConnection;
import javax.management.remote.rmi.RMIJRMPServerImpl;
import org.jspecify.annotations.Nullable;

/** Where clients log in: whoever is not let in leaves a line in the audit. */
final class AuditedLogin extends RMIJRMPServerImpl {

  private static final int MOST_LETTERS = 64;

  AuditedLogin(
      int port,
      RMIClientSocketFactory clients,
      RMIServerSocketFactory sockets,
      Map<String, ?> environment)
      throws IOException {
    super(port, clients, sockets, environment);
  }

  @Override
  public RMIConnection newClient(@Nullable Object credentials) throws IOException {
    try {
      return super.newClient(credentials);
    } catch (SecurityException e) {
      String who = "unknown, says it is '" + claimed(credentials) + "', " + Caller.place();
      Audit.OF_PROCESS.write(who, "login", "refused: " + e.getMessage());
      throw e;
    }
  }

  private static String claimed(@Nullable Object credentials) {
    if (credentials instanceof String[] words && words.length > 0 && words[0] != null) {
      String user = words[0];
      return user.length() <= MOST_LETTERS ? user : user.substring(0, MOST_LETTERS) + "…";
    }
    return "";
  }
}
