package dev.kedge.jmx;

import java.util.HashMap;
import java.util.Locale;
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
 * Tells listeners of each change of an operation, on a thread of its own: a listener that is slow
 * or throws holds up no operation. If listeners can't keep up, the oldest notifications are
 * dropped.
 */
final class OperationNotifications {

  /** Each type ends in a state, or in {@code progress}. */
  private static final String TYPE = "dev.kedge.operation.";

  private static final int MOST_WAITING = 1000;

  private final ObjectName source;
  private final Time time;
  private final AtomicLong sequence = new AtomicLong();
  private final ThreadPoolExecutor thread;
  private final NotificationBroadcasterSupport emitter;

  OperationNotifications(ObjectName source, Time time) {
    this.source = source;
    this.time = time;
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
    String[] types = {
      TYPE + "progress", TYPE + "done", TYPE + "failed", TYPE + "cancelled",
    };
    MBeanNotificationInfo info =
        new MBeanNotificationInfo(
            types,
            Notification.class.getName(),
            "A change of an operation; its user data is a map with the names of an operation");
    this.emitter = new NotificationBroadcasterSupport(thread, info);
  }

  /** Where listeners are added. */
  NotificationBroadcasterSupport emitter() {
    return emitter;
  }

  /** Tells of a change. */
  void tell(OperationStatus status) {
    boolean running = status.state().equals(OperationStatus.RUNNING);
    String type = running ? "progress" : status.state().toLowerCase(Locale.ROOT);
    Notification notification =
        new Notification(
            TYPE + type,
            source,
            sequence.incrementAndGet(),
            time.clock().millis(),
            message(status));
    notification.setUserData(userData(status));
    emitter.sendNotification(notification);
  }

  private static String message(OperationStatus status) {
    String what = "operation " + status.id() + ", " + status.kind() + " " + status.subject();
    String far = Double.isNaN(status.percent()) ? "" : " %.0f %%".formatted(status.percent());
    return what.strip() + ": " + status.state() + far + (" " + status.error()).stripTrailing();
  }

  private static Map<String, Object> userData(OperationStatus status) {
    Map<String, Object> data = new HashMap<>();
    data.put("id", status.id());
    data.put("kind", status.kind());
    data.put("subject", status.subject());
    data.put("state", status.state());
    data.put("phase", status.phase());
    data.put("bytesDone", status.bytesDone());
    data.put("bytesTotal", status.bytesTotal());
    data.put("percent", status.percent());
    data.put("etaSeconds", status.etaSeconds());
    data.put("error", status.error());
    return data;
  }

  /** Lets the thread end when what waits has been told. */
  void close() {
    thread.shutdown();
  }
}
