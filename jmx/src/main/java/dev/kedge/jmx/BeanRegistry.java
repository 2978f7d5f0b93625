package dev.kedge.jmx;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;

/** The beans of one database, as long as it is open. Any thread may use it. */
final class BeanRegistry {

  private static final Logger LOG = System.getLogger("dev.kedge.jmx");

  private final MBeanServer server;
  private final Invocations invocations;
  private final Deque<ObjectName> registered = new ArrayDeque<>();
  private boolean closed;

  BeanRegistry(MBeanServer server, Invocations invocations) {
    this.server = server;
    this.invocations = invocations;
  }

  /**
   * Registers a bean, unless they have been taken away already.
   *
   * @param itf its MXBean interface
   * @param emitter sends its notifications
   */
  <T> void register(ObjectName name, Class<T> itf, T bean, NotificationBroadcasterSupport emitter)
      throws JMException {
    register(name, managed(name, itf, bean, emitter));
  }

  /** As above, for a bean without notifications. */
  <T> void register(ObjectName name, Class<T> itf, T bean) throws JMException {
    NotificationBroadcasterSupport none = new NotificationBroadcasterSupport();
    register(name, new SilentBean(managed(name, itf, bean, none)));
  }

  private <T> ManagedBean managed(
      ObjectName name, Class<T> itf, T bean, NotificationBroadcasterSupport emitter) {
    return new ManagedBean(BeanNames.label(name), bean, itf, emitter, invocations);
  }

  private synchronized void register(ObjectName name, DynamicMBean bean) throws JMException {
    if (!closed) {
      server.registerMBean(bean, name);
      registered.push(name);
    }
  }

  /** Whether one of these beans has a name. */
  synchronized boolean has(ObjectName name) {
    return registered.contains(name);
  }

  /** Takes a bean away, if it is there. */
  synchronized void unregister(ObjectName name) {
    if (!registered.remove(name)) {
      return;
    }
    try {
      server.unregisterMBean(name);
    } catch (JMException | RuntimeException e) {
      LOG.log(Level.WARNING, "{0} can''t be unregistered: {1}", name, e);
    }
  }

  /** Takes all away, the last one first, and takes no more. */
  synchronized void close() {
    closed = true;
    while (!registered.isEmpty()) {
      unregister(registered.peek());
    }
  }
}
