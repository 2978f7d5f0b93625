package dev.kedge.jmx;

import static dev.kedge.jmx.Beans.SERVER;
import static dev.kedge.jmx.Beans.bean;
import static dev.kedge.jmx.Beans.registered;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.replica.FileReplicaClient;
import dev.kedge.replica.Follower;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaClient;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.AttributeNotFoundException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanRegistrationException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.NotificationBroadcaster;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which beans a database has, when, under which names, and how tools see them. */
class RegistrationTest {

  @TempDir private Path directory;

  @Test
  void aDatabaseHasItsBeansFromItsOpeningToItsClosing() throws IOException {
    Set<String> before = registered(SERVER);
    try (Database database = Database.open(directory.resolve("app.kv"))) {
      assertEquals(
          Set.of(
              "dev.kedge:type=Backup,database=app.kv",
              "dev.kedge:type=Database,database=app.kv",
              "dev.kedge:type=Operations,database=app.kv",
              "dev.kedge:type=Shipping,database=app.kv"),
          registered(SERVER));
      assertFalse(Files.exists(directory.resolve("app.kv-backups")), "made at its first use");
      assertEquals(database.path().toString(), bean("app.kv", DatabaseMXBean.class).getPath());
    }
    assertEquals(before, registered(SERVER));
  }

  @Test
  void twoDatabasesOfOneNameAndAStrangeNameAllHaveBeans() throws IOException {
    Path other = Files.createDirectory(directory.resolve("other"));
    try (Database first = Database.open(directory.resolve("a.kv"));
        Database second = Database.open(other.resolve("a.kv"));
        Database strange = Database.open(directory.resolve("it's: a \"kv\", *?\n"))) {
      assertEquals(first.path().toString(), bean("a.kv", DatabaseMXBean.class).getPath());
      assertEquals(second.path().toString(), bean("a.kv-2", DatabaseMXBean.class).getPath());
      assertEquals(
          strange.path().toString(), bean("it_s__a__kv______", DatabaseMXBean.class).getPath());
    }
    assertEquals(Set.of(), registered(SERVER));
  }

  @Test
  void aServerThatRefusesABeanIsLeftWithNone() throws IOException {
    MBeanServer real = MBeanServerFactory.newMBeanServer();
    MBeanServer refusing =
        (MBeanServer)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {MBeanServer.class},
                (proxy, method, arguments) -> {
                  boolean third = arguments != null && Arrays.toString(arguments).contains("Ship");
                  if (method.getName().equals("registerMBean") && third) {
                    throw new MBeanRegistrationException(null, "not here");
                  }
                  return method.invoke(real, arguments);
                });
    try (Database database = Database.open(directory.resolve("b.kv"))) {
      Settings settings = Settings.of(new Properties());
      assertThrows(
          JMException.class,
          () -> ManagedDatabase.manage(refusing, database, settings, Time.SYSTEM));
      assertEquals(Set.of(), registered(real));
      database.put("a".getBytes(UTF_8), "1".getBytes(UTF_8));
    }
  }

  @Test
  void everythingHasADescriptionAndEveryParameterAName() throws Exception {
    ReplicaClient client = new FileReplicaClient(directory.resolve("destination"));
    try (Database database = Database.open(directory.resolve("app.kv"));
        Replica replica = Replica.builder(database, client).monitorEnabled(false).build()) {
      replica.start();
      replica.sync();
      try (Follower follower = Follower.builder(directory.resolve("f.kv"), client).open()) {
        Set<String> all = registered(SERVER);
        assertEquals(4 + 1 + 4 + 1, all.size(), all.toString());
        for (String name : all) {
          check(SERVER.getMBeanInfo(new ObjectName(name)));
        }
        assertNotNull(follower);
      }
    }
  }

  private static void check(MBeanInfo info) {
    assertTrue(info.getDescription().length() > 20, info.getDescription());
    for (MBeanAttributeInfo attribute : info.getAttributes()) {
      assertTrue(attribute.getDescription().length() >= 4, attribute.toString());
      assertFalse(attribute.isWritable(), attribute.toString());
    }
    for (MBeanOperationInfo operation : info.getOperations()) {
      checkOperation(operation);
    }
  }

  private static void checkOperation(MBeanOperationInfo operation) {
    assertTrue(operation.getDescription().length() > 20, operation.toString());
    Object effect = operation.getDescriptor().getFieldValue(Operation.DESCRIPTOR_KEY);
    assertEquals(Effect.valueOf(effect.toString()).impact(), operation.getImpact());
    for (MBeanParameterInfo parameter : operation.getSignature()) {
      assertFalse(parameter.getName().matches("p\\d+"), operation.toString());
      // What JConsole has text fields for: with any other type it disables the button.
      assertTrue(
          Set.of("java.lang.String", "long", "int", "double", "boolean")
              .contains(parameter.getType()),
          operation.toString());
    }
  }

  @Test
  void anOperationIsShownWithTheNamesOfItsParameters() throws Exception {
    try (Database database = Database.open(directory.resolve("app.kv"))) {
      MBeanOperationInfo start =
          Arrays.stream(
                  SERVER.getMBeanInfo(Beans.name("app.kv", BackupMXBean.class)).getOperations())
              .filter(operation -> operation.getName().equals("startBackup"))
              .findFirst()
              .orElseThrow();
      assertEquals("name", start.getSignature()[0].getName());
      assertEquals("compressed", start.getSignature()[1].getName());
      assertEquals(MBeanOperationInfo.ACTION, start.getImpact());
      assertNotNull(database);
    }
  }

  @Test
  void attributesGoOnAnsweringAfterTheDatabaseIsClosed() throws JMException {
    MBeanServer server = MBeanServerFactory.newMBeanServer();
    Database database = Database.open(directory.resolve("app.kv"));
    ManagedDatabase.manage(server, database, Settings.of(new Properties()), Time.SYSTEM);
    // The listener is not told, as if tools asked while the database is being closed.
    database.put("a".getBytes(UTF_8), "1".getBytes(UTF_8));
    database.close();
    for (Class<?> type : types()) {
      for (MBeanAttributeInfo attribute :
          server.getMBeanInfo(Beans.name("app.kv", type)).getAttributes()) {
        assertNotNull(server.getAttribute(Beans.name("app.kv", type), attribute.getName()));
      }
    }
  }

  @Test
  void onlyBeansWithNotificationsHaveAPlaceToSubscribeToThem() throws JMException {
    String broadcaster = NotificationBroadcaster.class.getName();
    try (Database database = Database.open(directory.resolve("app.kv"))) {
      assertTrue(SERVER.isInstanceOf(Beans.name("app.kv", OperationsMXBean.class), broadcaster));
      assertFalse(SERVER.isInstanceOf(Beans.name("app.kv", DatabaseMXBean.class), broadcaster));
      assertNotNull(database);
    }
  }

  @Test
  void whatAMonitorMayCallIsQuick() {
    Set<String> reads =
        Stream.of(
                DatabaseMXBean.class,
                BackupMXBean.class,
                ShippingMXBean.class,
                OperationsMXBean.class,
                ReplicaMXBean.class,
                FollowerMXBean.class)
            .flatMap(type -> Arrays.stream(type.getMethods()))
            .filter(method -> method.isAnnotationPresent(Operation.class))
            .filter(method -> method.getAnnotation(Operation.class).value() == Effect.READS)
            .map(Method::getName)
            .collect(Collectors.toSet());
    assertEquals(Set.of("info", "listBackups", "operation"), reads);
  }

  @Test
  void nothingCanBeSet() {
    try (Database database = Database.open(directory.resolve("app.kv"))) {
      assertThrows(
          AttributeNotFoundException.class,
          () ->
              SERVER.setAttribute(
                  Beans.name("app.kv", DatabaseMXBean.class), new Attribute("Version", 1L)));
      assertNotNull(database);
    }
  }

  private static Set<Class<?>> types() {
    return Set.of(
        DatabaseMXBean.class, BackupMXBean.class, ShippingMXBean.class, OperationsMXBean.class);
  }
}
