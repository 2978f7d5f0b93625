package dev.kedge.jmx;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.function.Executable;

/** What tests of the beans say again and again. */
final class Beans {

  static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Beans() {}

  /** A proxy of a bean of the platform's server. */
  static <T> T bean(String database, Class<T> type) {
    return bean(SERVER, database, type);
  }

  static <T> T bean(MBeanServerConnection server, String database, Class<T> type) {
    return JMX.newMXBeanProxy(server, name(database, type), type, true);
  }

  /** A proxy of the bean of a replica. */
  static ReplicaMXBean replica(String database, String replica) {
    return JMX.newMXBeanProxy(
        SERVER, new BeanNames(database).bean("Replica", replica), ReplicaMXBean.class, true);
  }

  static ObjectName name(String database, Class<?> type) {
    return new BeanNames(database).bean(type.getSimpleName().replace("MXBean", ""));
  }

  /** The beans of Kedge that a server has. */
  static Set<String> registered(MBeanServerConnection server) throws IOException {
    Set<String> names = new TreeSet<>();
    server.queryNames(pattern(), null).forEach(name -> names.add(name.toString()));
    return names;
  }

  private static ObjectName pattern() {
    try {
      return new ObjectName(BeanNames.DOMAIN + ":*");
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Calls what must be refused, and gives the one line that the client sees. */
  static String refusal(Executable call) {
    RuntimeException thrown = assertThrows(RuntimeException.class, call);
    if (thrown instanceof IllegalArgumentException || thrown instanceof IllegalStateException) {
      if (thrown.getMessage().lines().count() != 1 || !isOfTheJdk(thrown.getCause())) {
        fail("not one line without a cause", thrown);
      }
      return thrown.getMessage();
    }
    return fail("a class that a client may not have", thrown);
  }

  private static boolean isOfTheJdk(Throwable cause) {
    return cause == null
        || (cause.getClass().getName().startsWith("java") && isOfTheJdk(cause.getCause()));
  }

  /** Waits until something is so. */
  static void await(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        fail("not within " + PATIENCE + ": " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
