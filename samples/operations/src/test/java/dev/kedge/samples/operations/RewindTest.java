package dev.kedge.samples.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.kedge.Database;
import dev.kedge.Restore;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewindTest {

  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

  @TempDir private Path directory;

  @Test
  void whatIsRestoredIsAReplicaUntilItIsPromotedAndThenAPrimaryForGood() throws Exception {
    Path backup = directory.resolve("monday.kvbak");
    try (Database source = Database.open(directory.resolve("source.kv"))) {
      source.put(new byte[] {1}, new byte[] {1});
      source.backup(backup);
    }
    Path file = directory.resolve("rewound.kv");
    ObjectName bean = new ObjectName("dev.kedge:type=Database,database=rewound.kv");
    try (Rewind rewind = new Rewind(file)) {
      rewind.run();
      assertFalse(BEANS.isRegistered(bean));
      Restore.restore(file, backup);
      rewind.run();
      rewind.run();
      assertEquals("REPLICA", role(bean));
      String[] types = {String.class.getName()};
      BEANS.invoke(bean, "promote", new Object[] {"rewound.kv"}, types);
    }
    try (Rewind again = new Rewind(file)) {
      again.run();
      assertEquals("PRIMARY", role(bean));
    }
  }

  private static Object role(ObjectName bean) throws JMException {
    return BEANS.getAttribute(bean, "Role");
  }
}
