package dev.kedge.samples.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.replica.FileReplicaClient;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaClient;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.UnicastRemoteObject;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running operation is cancelled from outside, by the names that the tools show. */
class CancelTest {

  private static final String OPERATIONS = "dev.kedge:type=Operations,database=app.kv";

  @TempDir private Path directory;

  @Test
  void jmxtermCancelsASnapshotThatIsRunning() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (Database database = Database.open(directory.resolve("app.kv"));
        Replica replica =
            Replica.builder(database, slow(gate)).name("far").monitorEnabled(false).build()) {
      // More than one piece of a backup: it can be cancelled between them.
      for (int i = 0; i < 16; i++) {
        database.put(("key" + i).getBytes(UTF_8), new byte[1 << 20]);
      }
      replica.start();
      CountDownLatch cancelled = new CountDownLatch(1);
      ManagementFactory.getPlatformMBeanServer()
          .addNotificationListener(
              new ObjectName(OPERATIONS),
              (notification, handback) -> cancelled.countDown(),
              on -> on.getType().equals("dev.kedge.operation.cancelled"),
              null);
      int port = Engine.freePort();
      Registry registry = LocateRegistry.createRegistry(port);
      JMXConnectorServer connector = connector(port);
      try {
        String out =
            Jmxterm.run(
                port,
                "bean dev.kedge:type=Replica,database=app.kv,name=far",
                "run startSnapshot",
                "bean " + OPERATIONS,
                "get LatestKind LatestState Running",
                "run cancel 1");
        gate.countDown();
        passed(cancelled);
        assertTrue(out.contains("LatestState = RUNNING;"), out);
        assertTrue(out.contains("LatestKind = snapshot;"), out);
        assertTrue(out.strip().endsWith("true"), out);
        String after = Jmxterm.run(port, "bean " + OPERATIONS, "get LatestState CancelledTotal");
        assertTrue(after.contains("LatestState = CANCELLED;"), after);
        assertTrue(after.contains("CancelledTotal = 1;"), after);
        assertEquals(0, replica.stats().snapshots());
      } finally {
        gate.countDown();
        connector.stop();
        UnicastRemoteObject.unexportObject(registry, true);
      }
    }
  }

  /** A destination that takes no snapshot before the gate is opened. */
  private ReplicaClient slow(CountDownLatch gate) {
    ReplicaClient client = new FileReplicaClient(directory.resolve("destination"));
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getName().equals("upload")
              && arguments[0].toString().contains("/snapshots/")) {
            passed(gate);
          }
          try {
            return method.invoke(client, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return (ReplicaClient)
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {ReplicaClient.class}, handler);
  }

  private static void passed(CountDownLatch latch) throws InterruptedException {
    assertTrue(latch.await(1, TimeUnit.MINUTES));
  }

  private static JMXConnectorServer connector(int port) throws Exception {
    JMXConnectorServer server =
        JMXConnectorServerFactory.newJMXConnectorServer(
            new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi"),
            Map.of(),
            ManagementFactory.getPlatformMBeanServer());
    server.start();
    return server;
  }
}
