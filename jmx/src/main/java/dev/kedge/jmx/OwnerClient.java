package dev.kedge.jmx;

import dev.kedge.KedgeException;
import java.io.IOException;
import java.nio.file.Path;
import java.rmi.NotBoundException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.rmi.RMIConnector;
import javax.management.remote.rmi.RMIServer;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reaches the process that has a database open, so that operations are carried out by it.
 *
 * <p>Any thread may use it. Where the other process can't be reached, the error is a {@link
 * KedgeException}; where it does not let the user in, a {@link SecurityException}.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public final class OwnerClient implements AutoCloseable {

  private final JMXConnector connector;
  private final boolean byName;

  private OwnerClient(JMXConnector connector, boolean byName) {
    this.connector = connector;
    this.byName = byName;
  }

  /**
   * Reaches a process of the same user on the same host, whether it lets others in or not. Needs
   * the module {@code jdk.attach}.
   *
   * @param pid its id, which {@link dev.kedge.DatabaseLockedException#holder} begins with
   */
  @SuppressWarnings("BanJNDI") // the address is one that the other process gave
  public static OwnerClient attach(long pid) {
    try {
      return new OwnerClient(JMXConnectorFactory.connect(LocalAttach.address(pid)), false);
    } catch (IOException e) {
      throw new KedgeException("process " + pid + " can't be reached: " + e.getMessage(), e);
    } catch (NoClassDefFoundError e) {
      throw new KedgeException(
          "this Java lacks the module jdk.attach, which reaches other processes: use a JDK, or"
              + " the port of a JMX connector",
          e);
    }
  }

  /**
   * Reaches a process through a port that it listens on.
   *
   * @param host its host
   * @param port the port of a {@link SecuredConnector} or of the JVM's agent
   * @param login how to log in with TLS, null for a connector without either
   */
  @SuppressWarnings("BanJNDI") // the operator says where to connect to
  public static OwnerClient connect(String host, int port, @Nullable Login login) {
    Map<String, Object> environment = new HashMap<>();
    if (login != null) {
      environment.put(JMXConnector.CREDENTIALS, new String[] {login.user(), login.password()});
    }
    try {
      Registry registry =
          LocateRegistry.getRegistry(
              host, port, login == null ? null : new SslRMIClientSocketFactory());
      RMIConnector connector = new RMIConnector((RMIServer) registry.lookup("jmxrmi"), environment);
      connector.connect();
      return new OwnerClient(connector, true);
    } catch (IOException | NotBoundException e) {
      throw ConnectFailure.of(host + ":" + port, login != null, e);
    }
  }

  /**
   * Who logs in.
   *
   * @param user the name
   * @param password the password
   */
  public record Login(String user, String password) {
    /** The user alone. */
    @Override
    public String toString() {
      return user;
    }
  }

  /**
   * Finds a database that the process has open.
   *
   * @param file the database file, as the other process sees it; one that was reached through a
   *     port may also be named by the end of its path, or as in the names of its beans
   * @throws KedgeException if the process does not have it open, or has no kedge-jmx
   */
  public OwnedDatabase database(Path file) {
    try {
      OwnerLookup lookup = new OwnerLookup(open());
      return byName ? lookup.called(file) : lookup.at(file);
    } catch (IOException e) {
      throw new KedgeException("the process that has " + file + " open can't be asked: " + e, e);
    }
  }

  private List<OwnerLookup.Open> open() throws IOException {
    MBeanServerConnection server = connector.getMBeanServerConnection();
    List<OwnerLookup.Open> all = new ArrayList<>();
    for (ObjectName name : server.queryNames(new BeanNames("*").bean("Database"), null)) {
      BeanNames names = new BeanNames(name.getKeyProperty("database"));
      OwnedDatabase found = new OwnedDatabase(server, names);
      all.add(new OwnerLookup.Open(found, Path.of(found.state().getPath())));
    }
    return all;
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException e) {
      // The connection is of no use any more either way.
    }
  }
}
