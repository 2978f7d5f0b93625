package dev.kedge.jmx;

import dev.kedge.KedgeException;
import dev.kedge.ProgressListener;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.management.InstanceNotFoundException;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;

/**
 * The beans of a database that another process has open. Any thread may use it.
 *
 * <p>What an operation itself fails with comes as {@link IllegalArgumentException} or {@link
 * IllegalStateException} with its message, which {@link OwnerException#of} takes apart, and as
 * {@link SecurityException} if the role of the user does not allow it. Where the process can't be
 * reached any more, or has closed the database, it is a {@link KedgeException}.
 */
public final class OwnedDatabase {

  private static final long FIRST_POLL_MILLIS = 5;
  private static final long POLL_MILLIS = 200;

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
    return bean(names.bean("Database"), DatabaseMXBean.class);
  }

  /** What the database is and where it stands. */
  public DatabaseInfo info() {
    return ResultReader.read(DatabaseInfo.class, state().info());
  }

  /** The bean of its backups. */
  public BackupMXBean backups() {
    return bean(names.bean("Backup"), BackupMXBean.class);
  }

  /** The bean of its log. */
  public ShippingMXBean shipping() {
    return bean(names.bean("Shipping"), ShippingMXBean.class);
  }

  /** The bean of one of its replicas, which is there if that was started. */
  public ReplicaMXBean replica(String replica) {
    return bean(names.bean("Replica", replica), ReplicaMXBean.class);
  }

  /** The beans of its replicas: those that were started, whether or not they run. */
  public List<ReplicaMXBean> replicas() {
    try {
      Set<ObjectName> all = server.queryNames(names.bean("Replica", "*"), null);
      return all.stream().sorted().map(name -> bean(name, ReplicaMXBean.class)).toList();
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /** Whether it follows another one by a {@link dev.kedge.replica.Follower}. */
  public boolean isFollower() {
    try {
      return server.isRegistered(names.bean("Follower"));
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /** The bean of its follower, which is there if it has one. */
  public FollowerMXBean follower() {
    return bean(names.bean("Follower"), FollowerMXBean.class);
  }

  /** The bean of its operations. */
  public OperationsMXBean operations() {
    return bean(names.bean("Operations"), OperationsMXBean.class);
  }

  /**
   * Waits until a started operation has ended. If the listener wants it cancelled, or the thread is
   * interrupted, it is cancelled and its end is waited for; the flag is kept.
   *
   * @param id what starting it returned
   * @param listener hears how far it is, a few times a second and when it has ended
   * @return how it ended
   * @throws OwnerException if it failed or was cancelled, with its error
   */
  public OperationStatus await(long id, ProgressListener listener) {
    OperationsMXBean operations = operations();
    boolean interrupted = false;
    boolean cancelled = false;
    long pause = FIRST_POLL_MILLIS;
    try {
      while (true) {
        OperationStatus status = status(operations, id);
        if (status.bytesDone() >= 0) {
          listener.progress(status.bytesDone(), status.bytesTotal());
        }
        if (!status.state().equals(OperationStatus.RUNNING)) {
          return ended(status);
        }
        if (!cancelled && (interrupted || listener.isCancelled())) {
          cancelled = true;
          operations.cancel(id);
        }
        try {
          Thread.sleep(pause);
        } catch (InterruptedException e) {
          interrupted = true;
        }
        pause = Math.min(POLL_MILLIS, 2 * pause);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** From an attribute, as each call of an operation leaves a line in the audit. */
  private static OperationStatus status(OperationsMXBean operations, long id) {
    return operations.getOperations().stream()
        .filter(status -> status.id() == id)
        .findFirst()
        .orElseGet(() -> operations.operation(id));
  }

  private static OperationStatus ended(OperationStatus status) {
    if (!status.state().equals(OperationStatus.DONE)) {
      throw OwnerException.of(status.error());
    }
    return status;
  }

  /** A proxy of a bean, whose methods declare nothing that the way to it could fail with. */
  private <T> T bean(ObjectName name, Class<T> type) {
    T remote = JMX.newMXBeanProxy(server, name, type);
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                return method.invoke(remote, arguments);
              } catch (InvocationTargetException e) {
                throw failure(Objects.requireNonNullElse(e.getCause(), e));
              }
            }));
  }

  private static Throwable failure(Throwable thrown) {
    Throwable cause = thrown instanceof UndeclaredThrowableException ? thrown.getCause() : thrown;
    if (cause instanceof InstanceNotFoundException) {
      return new KedgeException("the process has closed the database: try again", cause);
    }
    return cause instanceof IOException lost ? lost(lost) : thrown;
  }

  private static KedgeException lost(IOException e) {
    return new KedgeException("the process can't be reached any more: " + e, e);
  }
}
