package dev.kedge.jmx;

import dev.kedge.KedgeException;
import java.time.Duration;
import java.util.function.Consumer;
import javax.management.JMX;
import javax.management.MBeanServerConnection;

/** The beans of a database that another process has open. Any thread may use it. */
public final class OwnedDatabase {

  private static final Duration POLL = Duration.ofMillis(200);

  private final MBeanServerConnection server;
  private final BeanNames names;

  OwnedDatabase(MBeanServerConnection server, BeanNames names) {
    this.server = server;
    this.names = names;
  }

  /** The name of the database in the names of its beans, which confirmations ask for. */
  public String name() {
    return names.database();
  }

  /** The bean of the database itself. */
  public DatabaseMXBean state() {
    return JMX.newMXBeanProxy(server, names.bean("Database"), DatabaseMXBean.class);
  }

  /** The bean of its backups. */
  public BackupMXBean backups() {
    return JMX.newMXBeanProxy(server, names.bean("Backup"), BackupMXBean.class);
  }

  /** The bean of its log. */
  public ShippingMXBean shipping() {
    return JMX.newMXBeanProxy(server, names.bean("Shipping"), ShippingMXBean.class);
  }

  /** The bean of one of its replicas, which is there if that was started. */
  public ReplicaMXBean replica(String replica) {
    return JMX.newMXBeanProxy(server, names.bean("Replica", replica), ReplicaMXBean.class);
  }

  /** The bean of its follower, which is there if it has one. */
  public FollowerMXBean follower() {
    return JMX.newMXBeanProxy(server, names.bean("Follower"), FollowerMXBean.class);
  }

  /** The bean of its operations. */
  public OperationsMXBean operations() {
    return JMX.newMXBeanProxy(server, names.bean("Operations"), OperationsMXBean.class);
  }

  /**
   * Waits until a started operation has ended. If the thread is interrupted, the operation is
   * cancelled, its end is waited for, and the flag is kept.
   *
   * @param id what starting it returned
   * @param listener hears how far it is, a few times a second and when it has ended
   * @return how it ended
   * @throws KedgeException if it failed or was cancelled, with its error
   */
  public OperationStatus await(long id, Consumer<OperationStatus> listener) {
    OperationsMXBean operations = operations();
    boolean interrupted = false;
    try {
      while (true) {
        OperationStatus status = operations.operation(id);
        listener.accept(status);
        if (!status.state().equals(OperationStatus.RUNNING)) {
          return ended(status);
        }
        try {
          Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
          interrupted = true;
          operations.cancel(id);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static OperationStatus ended(OperationStatus status) {
    if (!status.state().equals(OperationStatus.DONE)) {
      throw new KedgeException(status.error());
    }
    return status;
  }
}
