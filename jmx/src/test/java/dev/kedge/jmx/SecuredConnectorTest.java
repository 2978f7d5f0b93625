package dev.kedge.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.KedgeException;
import dev.kedge.ProgressListener;
import dev.kedge.jmx.OwnerClient.Login;
import java.io.IOException;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.rmi.AccessException;
import java.rmi.ServerException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.management.Attribute;
import javax.management.MBeanServerConnection;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.Query;
import javax.management.QueryExp;
import javax.management.remote.JMXConnector;
import javax.management.remote.rmi.RMIConnector;
import javax.management.remote.rmi.RMIServer;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The secured connector, as clients on the network find it. */
@SuppressWarnings("BanJNDI") // connecting is what is tested
class SecuredConnectorTest {

  private static final String HOST = "127.0.0.1";

  @TempDir private static Path directory;
  private static ConnectorOptions options;
  private static SecuredConnector connector;
  private static Database database;

  @BeforeAll
  static void start() throws Exception {
    options = Tls.options(directory);
    Tls.trust(options.keyStore());
    connector = SecuredConnector.start(options);
    database = Database.open(directory.resolve("app.kv"));
  }

  @AfterAll
  static void stop() throws IOException {
    database.close();
    connector.close();
    connector.close();
  }

  private static OwnedDatabase as(OwnerClient client) {
    return client.database(database.path());
  }

  private static OwnerClient login(String user, String password) {
    return OwnerClient.connect(HOST, connector.port(), new Login(user, password));
  }

  @Test
  void aMonitorReadsAndHearsAndCallsNothing() throws Exception {
    try (OwnerClient client = login("moni", "pw-moni")) {
      OwnedDatabase app = as(client);
      assertEquals("PRIMARY", app.state().getRole());
      assertEquals(0, app.operations().getRunning());
      assertEquals(0, app.backups().listBackups().stream().filter(f -> f.version() < 0).count());
      try (AuditLines lines = new AuditLines()) {
        assertThrows(SecurityException.class, () -> app.backups().backup("monitor.kvbak"));
        assertTrue(lines.has("moni", "Backup.backup(monitor.kvbak)", "refused"), lines.toString());
      }
      assertThrows(SecurityException.class, () -> app.state().checkpoint());
      assertThrows(SecurityException.class, () -> app.operations().cancel(1));
    }
    assertFalse(Files.exists(directory.resolve("app.kv-backups/monitor.kvbak")));
  }

  @Test
  void anOperatorBacksUpWithProgressAndMayNotDestroy() {
    try (OwnerClient client = login("oper", "pw-oper")) {
      OwnedDatabase app = as(client);
      long id = app.backups().startBackup("operator.kvbak", true);
      OperationStatus status = app.await(id, ProgressListener.NONE);
      assertEquals(OperationStatus.DONE, status.state());
      assertThrows(
          SecurityException.class,
          () -> app.backups().deleteBackup("operator.kvbak", "operator.kvbak"));
      assertThrows(SecurityException.class, () -> app.state().promote("app.kv"));
      // They say what is deleted later.
      assertThrows(SecurityException.class, () -> app.backups().schedule("every 1m", true, 1, 0));
      assertThrows(SecurityException.class, () -> app.backups().unschedule());
      app.shipping().createHold("oper", 0, 1 << 20);
      assertThrows(SecurityException.class, () -> app.shipping().advanceHold("oper", 0));
      long failing = app.backups().startVerifyBackup("operator.kvbak");
      assertEquals("verify", app.await(failing, ProgressListener.NONE).kind());
    }
  }

  @Test
  void anAdminMayAll() {
    try (OwnerClient client = login("addi", "pw-addi")) {
      OwnedDatabase app = as(client);
      app.backups().backup("admin.kvbak");
      app.backups().restore("admin.kvbak", "admin.kv", "admin.kv");
      app.backups().deleteBackup("admin.kvbak", "admin.kvbak");
    }
    assertTrue(Files.exists(directory.resolve("app.kv-backups/admin.kv")));
  }

  @Test
  void whoHasNoRoleOrTheWrongPasswordIsRefused() {
    assertThrows(SecurityException.class, () -> login("oper", "pw-addi"));
    assertThrows(SecurityException.class, () -> login("", ""));
    try (OwnerClient client = login("nobody", "pw-nobody")) {
      assertThrows(SecurityException.class, () -> as(client));
    }
  }

  @Test
  void withoutTlsNobodyGetsInAndIsToldHow() {
    KedgeException e =
        assertThrows(KedgeException.class, () -> OwnerClient.connect(HOST, connector.port(), null));
    assertTrue(e.getMessage().contains("log in with --jmx-user"), e.getMessage());
  }

  private record Foreign(String text) implements Serializable {}

  @Test
  void credentialsOfAForeignClassAreNotEvenRead() throws Exception {
    try (RMIConnector client = connector(Map.of(JMXConnector.CREDENTIALS, new Foreign("x")))) {
      Exception e = assertThrows(Exception.class, client::connect);
      assertTrue(e.toString().contains("filter status: REJECTED"), e.toString());
    }
  }

  @Test
  void argumentsOfAForeignClassAreNotEvenRead() throws Exception {
    try (RMIConnector client = connector(credentials("addi"))) {
      client.connect();
      MBeanServerConnection server = client.getMBeanServerConnection();
      ObjectName bean = Beans.name("app.kv", BackupMXBean.class);
      Exception e =
          assertThrows(
              Exception.class,
              () ->
                  server.invoke(
                      bean,
                      "backup",
                      new Object[] {new Foreign("x")},
                      new String[] {"java.lang.String"}));
      assertTrue(e.toString().contains("filter status: REJECTED") || e.getCause() != null);
      assertFalse(Files.exists(directory.resolve("app.kv-backups/x")));
    }
  }

  @Test
  void nothingButKedgeIsOperatedEvenByAnAdmin() throws Exception {
    try (RMIConnector client = connector(credentials("addi"))) {
      client.connect();
      MBeanServerConnection server = client.getMBeanServerConnection();
      assertThrows(
          SecurityException.class,
          () -> server.invoke(new ObjectName("java.lang:type=Memory"), "gc", null, null));
      assertThrows(
          SecurityException.class,
          () -> server.createMBean("javax.management.loading.MLet", new ObjectName("a:type=b")));
      assertThrows(
          SecurityException.class,
          () -> server.unregisterMBean(Beans.name("app.kv", BackupMXBean.class)));
      assertThrows(
          SecurityException.class,
          () ->
              server.getAttribute(
                  new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                  "DiagnosticOptions"));
      QueryExp spying = Query.eq(Query.attr("DiagnosticOptions"), Query.value("x"));
      assertThrows(SecurityException.class, () -> server.queryNames(null, spying));
      assertThrows(SecurityException.class, () -> server.queryMBeans(null, spying));
      String name = (String) server.getAttribute(new ObjectName("java.lang:type=Runtime"), "Name");
      assertEquals(ManagementFactory.getRuntimeMXBean().getName(), name);
    }
  }

  @Test
  void eachRefusalLeavesALine() throws Exception {
    ObjectName backup = Beans.name("app.kv", BackupMXBean.class);
    ObjectName foreign = new ObjectName("com.sun.management:type=HotSpotDiagnostic");
    QueryExp spying = Query.eq(Query.attr("DiagnosticOptions"), Query.value("x"));
    try (RMIConnector client = connector(credentials("addi"));
        AuditLines lines = new AuditLines()) {
      client.connect();
      MBeanServerConnection server = client.getMBeanServerConnection();
      assertThrows(SecurityException.class, () -> server.unregisterMBean(backup));
      assertThrows(
          SecurityException.class,
          () -> server.setAttribute(backup, new Attribute("Files", "very\nsecret")));
      assertThrows(SecurityException.class, () -> server.createMBean("a.B", foreign));
      assertThrows(SecurityException.class, () -> server.getAttribute(foreign, "Options"));
      assertThrows(SecurityException.class, () -> server.queryNames(null, spying));
      assertThrows(SecurityException.class, () -> server.invoke(foreign, "dumpHeap", null, null));
      for (String what :
          List.of(
              "unregisterMBean(dev.kedge:type=Backup,database=app.kv)",
              "setAttribute(dev.kedge:type=Backup,database=app.kv, Files)",
              "createMBean(a.B, com.sun.management:type=HotSpotDiagnostic)",
              "getAttribute(com.sun.management:type=HotSpotDiagnostic, Options)",
              "queryNames(null, ",
              "com.sun.management:type=HotSpotDiagnostic.dumpHeap()")) {
        assertTrue(lines.has("addi on ", "-this host", what, "refused: "), lines.toString());
      }
      assertTrue(lines.has("database=app.kv", "unregisterMBean"), lines.toString());
      assertTrue(lines.has("database=- ", "createMBean"), lines.toString());
      assertFalse(lines.has("secret"), lines.toString());
    }
  }

  @Test
  void aLoginThatIsRefusedLeavesALine() {
    try (AuditLines lines = new AuditLines()) {
      assertThrows(SecurityException.class, () -> login("oper", "pw-addi"));
      assertThrows(SecurityException.class, () -> login("x\n\"y" + "z".repeat(100), "pw"));
      assertTrue(lines.has("says it is 'oper', ", "login", "refused: "), lines.toString());
      assertTrue(lines.has("says it is 'x\\u000a'yzzz", "zz…'"), lines.toString());
      assertFalse(lines.has("pw-addi"), lines.toString());
    }
  }

  @Test
  void whatKeepsItFromStartingIsToldByTheNameOfItsOption() {
    IOException taken =
        assertThrows(
            IOException.class,
            () -> SecuredConnector.start(with(connector.port(), options.keyStore())));
    assertTrue(
        taken.getMessage().startsWith("kedge.jmx.port is " + connector.port()), taken.getMessage());
    assertEquals(1, taken.getMessage().lines().count());
    Path none = directory.resolve("none.p12");
    IOException missing =
        assertThrows(IOException.class, () -> SecuredConnector.start(with(0, none)));
    assertTrue(
        missing.getMessage().startsWith("kedge.jmx.keyStore is '" + none), missing.getMessage());
    IllegalArgumentException strange =
        assertThrows(
            IllegalArgumentException.class,
            () -> SecuredConnector.start(with(0, options.accessFile())));
    assertTrue(strange.getMessage().contains("keyStorePasswordFile"), strange.getMessage());
    Properties properties = new Properties();
    properties.setProperty("kedge.jmx.port", "abc");
    assertEquals(
        "kedge.jmx.port is 'abc' and must be a number from 0 to 65535",
        assertThrows(IllegalArgumentException.class, () -> ConnectorOptions.of(properties))
            .getMessage());
  }

  private static ConnectorOptions with(int port, Path keyStore) {
    return new ConnectorOptions(
        HOST,
        port,
        keyStore,
        options.keyStorePasswordFile(),
        options.passwordFile(),
        options.accessFile());
  }

  @Test
  void throughThePortADatabaseIsFoundByItsNameToo() {
    try (OwnerClient client = login("moni", "pw-moni")) {
      assertEquals("app.kv", client.database(Path.of("app.kv")).name());
      Path end = Path.of(directory.getFileName().toString(), "app.kv");
      assertEquals("app.kv", client.database(end).name());
      KedgeException e =
          assertThrows(KedgeException.class, () -> client.database(Path.of("nix.kv")));
      assertEquals(
          "the process has no beans for nix.kv, but for app.kv (" + database.path() + ")",
          e.getMessage());
      assertThrows(KedgeException.class, () -> client.database(Path.of("/elsewhere/app.kv")));
    }
  }

  @Test
  void notificationsReachARemoteListener() throws Exception {
    try (RMIConnector client = connector(credentials("oper"))) {
      client.connect();
      MBeanServerConnection server = client.getMBeanServerConnection();
      LinkedBlockingQueue<Notification> heard = new LinkedBlockingQueue<>();
      ObjectName operations = Beans.name("app.kv", OperationsMXBean.class);
      server.addNotificationListener(operations, (n, handback) -> heard.add(n), null, null);
      Beans.bean(server, "app.kv", DatabaseMXBean.class).startCheck();
      Notification last = heard.poll(30, TimeUnit.SECONDS);
      while (last != null && !last.getType().endsWith(".done")) {
        last = heard.poll(30, TimeUnit.SECONDS);
      }
      assertTrue(
          last != null
              && last.getUserData() instanceof Map<?, ?> data
              && "check".equals(data.get("kind")));
    }
  }

  @Test
  void noOtherProcessOfTheHostCanTakeTheNameInTheRegistry() throws Exception {
    Registry registry = registry();
    RMIServer stub = (RMIServer) registry.lookup("jmxrmi");
    ServerException e = assertThrows(ServerException.class, () -> registry.rebind("jmxrmi", stub));
    assertInstanceOf(AccessException.class, e.getCause());
    assertThrows(ServerException.class, () -> registry.unbind("jmxrmi"));
  }

  private static Registry registry() throws IOException {
    return LocateRegistry.getRegistry(HOST, connector.port(), new SslRMIClientSocketFactory());
  }

  private static Map<String, Object> credentials(String user) {
    return Map.of(JMXConnector.CREDENTIALS, new String[] {user, "pw-" + user});
  }

  private static RMIConnector connector(Map<String, Object> environment) throws Exception {
    return new RMIConnector((RMIServer) registry().lookup("jmxrmi"), environment);
  }

  @Test
  void passwordsAreHashedAtTheFirstLogin() throws IOException {
    login("oper", "pw-oper").close();
    assertFalse(Files.readString(options.passwordFile()).contains("pw-oper"));
  }

  @Test
  void secretsThatOthersCanReadStopItFromStarting() throws IOException {
    Path open = Files.writeString(directory.resolve("open.password"), "a b\n");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    ConnectorOptions careless =
        new ConnectorOptions(
            HOST,
            0,
            options.keyStore(),
            options.keyStorePasswordFile(),
            open,
            options.accessFile());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> SecuredConnector.start(careless));
    assertTrue(e.getMessage().contains("chmod 600"), e.getMessage());
  }

  @Test
  void aRoleThatIsNoneAndASettingThatIsMissingAreTold() throws IOException {
    Path access = Files.writeString(directory.resolve("bad.access"), "a readwrite\n");
    assertThrows(IllegalArgumentException.class, () -> AccessFile.roles(access));
    Files.writeString(access, "a admin\na monitor\n");
    assertThrows(IllegalArgumentException.class, () -> AccessFile.roles(access));
    Properties properties = new Properties();
    properties.setProperty("kedge.jmx.port", "7091");
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ConnectorOptions.of(properties));
    assertTrue(e.getMessage().contains("kedge.jmx.keyStore"), e.getMessage());
  }
}
