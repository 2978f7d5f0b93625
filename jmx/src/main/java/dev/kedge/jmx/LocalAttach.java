package dev.kedge.jmx;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.kedge.KedgeException;
import java.io.IOException;
import javax.management.remote.JMXServiceURL;

/**
 * The way to a process of the same user, which opens no port to others. Where the module {@code
 * jdk.attach} is missing, the class itself can't be loaded.
 */
final class LocalAttach {

  private LocalAttach() {}

  /** Where a process can be reached from this host. */
  static JMXServiceURL address(long pid) throws IOException {
    try {
      return startAgent(String.valueOf(pid));
    } catch (AttachNotSupportedException e) {
      throw new KedgeException("process " + pid + " can't be attached to: " + e.getMessage(), e);
    }
  }

  private static JMXServiceURL startAgent(String pid)
      throws IOException, AttachNotSupportedException {
    VirtualMachine process = VirtualMachine.attach(pid);
    try {
      return new JMXServiceURL(process.startLocalManagementAgent());
    } finally {
      process.detach();
    }
  }
}
