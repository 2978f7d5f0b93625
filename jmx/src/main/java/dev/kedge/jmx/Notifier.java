package dev.kedge.jmx;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;

/**
 * Sends the notifications of a bean, on a thread of its own: a listener, or its filter, that is
 * slow or throws does not hold up what is told of, only the other listeners of the bean. If they
 * can't keep up, the oldest notifications are dropped.
 */
final class Notifier {

  private static final Logger LOG = System.getLogger("dev.kedge.jmx");
  private static final int MOST_WAITING = 1000;
  private static final long MOST_MILLIS = 500;

  private final ObjectName source;
  private final Time time;
  private final String prefix;
  private final AtomicLong sequence = new AtomicLong();
  private final ThreadPoolExecutor thread;
  private final NotificationBroadcasterSupport emitter;

  /**
   * For a bean.
   *
   * @param description of all its notifications, for tools
   * @param prefix what each type begins with
   * @param kinds what each type ends with
   */
  Notifier(ObjectName source, Time time, String description, String prefix, List<String> kinds) {
    this.source = source;
    this.time = time;
    this.prefix = prefix;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            Daemons.named("kedge-jmx-notifications"),
            new ThreadPoolExecutor.DiscardOldestPolicy());
    thread.allowCoreThreadTimeOut(true);
    String[] types = kinds.stream().map(kind -> prefix + kind).toArray(String[]::new);
    this.emitter =
        new NotificationBroadcasterSupport(
            this::guarded,
            new MBeanNotificationInfo(types, Notification.class.getName(), description));
  }

  /** Where listeners are added. */
  NotificationBroadcasterSupport emitter() {
    return emitter;
  }

  /**
   * Sends one.
   *
   * @param kind one of those it was made with
   * @param data texts and numbers of the JDK
   */
  void send(String kind, String message, Map<String, ?> data) {
    Notification notification =
        new Notification(
            prefix + kind,
            source,
            sequence.incrementAndGet(),
            time.clock().millis(),
            Audit.escape(message));
    notification.setUserData(new HashMap<>(data));
    thread.execute(() -> guarded(() -> emitter.sendNotification(notification)));
  }

  private void guarded(Runnable telling) {
    try {
      telling.run();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, "a listener of {0} failed: {1}", source, Audit.escape(e.toString()));
    }
  }

  /** Lets the thread end when what waits has been told. */
  void close() {
    thread.shutdown();
  }

  /** Waits until what waits has been told, unless a listener takes too long. */
  void awaitTold() {
    try {
      boolean told = thread.awaitTermination(MOST_MILLIS, TimeUnit.MILLISECONDS);
      if (!told) {
        LOG.log(Level.WARNING, "not all listeners of {0} were told what was last", source);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
