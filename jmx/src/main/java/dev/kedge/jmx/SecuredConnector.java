package dev.kedge.jmx;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.AlreadyBoundException;
import java.rmi.NoSuchObjectException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.ExportException;
import java.rmi.server.UnicastRemoteObject;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.rmi.RMIConnectorServer;
import javax.management.remote.rmi.RMIJRMPServerImpl;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.rmi.ssl.SslRMIClientSocketFactory;

/**
 * A JMX connector that is secured in every way there is, beside the JVM's own agent if that runs:
 * TLS for everything, users with passwords, the roles of {@link ConnectorOptions#accessFile}, one
 * address (the host itself unless told otherwise), filters for what clients may send. JConsole
 * reaches it as {@code service:jmx:rmi:///jndi/rmi://<host>:<port>/jmxrmi}.
 *
 * <p>With {@code kedge.jmx.port} set it is started with the first database that is opened, and
 * stays until the process ends. If {@code java.rmi.server.hostname} is not set, starting it sets
 * that to its host, as RMI has no other way to tell clients where to connect.
 *
 * <p>Any thread may use it.
 */
public final class SecuredConnector implements AutoCloseable {

  private static final String NAME = "jmxrmi";
  private static final String CREDENTIALS = "java.lang.String;!*";
  private static final String ARGUMENTS =
      "maxdepth=20;maxrefs=1000;maxarray=10000;maxbytes=1048576;"
          + "java.lang.*;java.math.*;java.util.*;java.rmi.MarshalledObject;javax.management.*;"
          + "javax.management.openmbean.*;javax.security.auth.Subject;!*";

  private final Registry registry;
  private final RMIConnectorServer server;
  private final JMXServiceURL address;

  private SecuredConnector(Registry registry, RMIConnectorServer server, JMXServiceURL address) {
    this.registry = registry;
    this.server = server;
    this.address = address;
  }

  /**
   * Starts a connector to the beans of this process.
   *
   * @throws IllegalArgumentException if a file does not say what it should, or others can read a
   *     secret
   * @throws IOException if a file can't be read, the host is none, or the port is taken
   */
  public static SecuredConnector start(ConnectorOptions options) throws IOException {
    options.checkFiles();
    Map<String, AccessRole> roles = AccessFile.roles(options.accessFile());
    AccessFile.checkSecret(options.passwordFile());
    AccessFile.checkSecret(options.keyStorePasswordFile());
    if (System.getProperty("java.rmi.server.hostname") == null) {
      System.setProperty("java.rmi.server.hostname", options.host());
    }
    TlsSockets sockets = new TlsSockets(tls(options), address(options));
    SslRMIClientSocketFactory clients = new SslRMIClientSocketFactory();
    Registry registry = registry(options, clients, sockets);
    try {
      return start(options, roles, registry, sockets, clients);
    } catch (IOException | RuntimeException e) {
      UnicastRemoteObject.unexportObject(registry, true);
      throw e;
    }
  }

  private static InetAddress address(ConnectorOptions options) throws IOException {
    try {
      return InetAddress.getByName(options.host());
    } catch (UnknownHostException e) {
      throw new IOException(
          "kedge.jmx.host is '" + options.host() + "', which is no known host: correct it", e);
    }
  }

  private static Registry registry(
      ConnectorOptions options, SslRMIClientSocketFactory clients, TlsSockets sockets)
      throws IOException {
    try {
      return LocateRegistry.createRegistry(options.port(), clients, sockets);
    } catch (ExportException e) {
      throw new IOException(
          "kedge.jmx.port is %d, on which it can't listen at %s (%s): end what has it, or use another"
              .formatted(options.port(), options.host(), String.valueOf(e.getCause())),
          e);
    }
  }

  private static SecuredConnector start(
      ConnectorOptions options,
      Map<String, AccessRole> roles,
      Registry registry,
      TlsSockets sockets,
      SslRMIClientSocketFactory clients)
      throws IOException {
    Map<String, Object> environment = new HashMap<>();
    // Read by the authenticator of the JDK, which also replaces passwords by hashes.
    environment.put("jmx.remote.x.password.file", options.passwordFile().toString());
    environment.put("jmx.remote.x.password.toHashes", "true");
    environment.put(RMIConnectorServer.CREDENTIALS_FILTER_PATTERN, CREDENTIALS);
    environment.put(RMIConnectorServer.SERIAL_FILTER_PATTERN, ARGUMENTS);
    RMIJRMPServerImpl remote = new AuditedLogin(options.port(), clients, sockets, environment);
    RMIConnectorServer server =
        new RMIConnectorServer(
            new JMXServiceURL("rmi", options.host(), sockets.port()),
            environment,
            remote,
            ManagementFactory.getPlatformMBeanServer());
    server.setMBeanServerForwarder(RoleGuard.of(roles));
    server.start();
    try {
      registry.bind(NAME, remote.toStub());
    } catch (AlreadyBoundException e) {
      throw new IOException("a new registry has names already", e);
    }
    String where = "/jndi/rmi://" + options.host() + ":" + sockets.port() + "/" + NAME;
    return new SecuredConnector(registry, server, new JMXServiceURL("rmi", "", 0, where));
  }

  private static SSLContext tls(ConnectorOptions options) throws IOException {
    char[] password = firstLine(options.keyStorePasswordFile());
    try (InputStream in = Files.newInputStream(options.keyStore())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "kedge.jmx.keyStore is '%s', which can't be used with what kedge.jmx.keyStorePasswordFile"
                  .formatted(options.keyStore())
              + " says (%s): correct one of them".formatted(e.getMessage()),
          e);
    }
  }

  private static char[] firstLine(Path file) throws IOException {
    return Files.readAllLines(file).stream().findFirst().orElse("").toCharArray();
  }

  /** Where clients connect to. */
  public JMXServiceURL address() {
    return address;
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Closes the connections, and listens no more. A second call does nothing. */
  @Override
  public void close() throws IOException {
    server.stop();
    try {
      UnicastRemoteObject.unexportObject(registry, true);
    } catch (NoSuchObjectException e) {
      // It was closed before.
    }
  }
}
