package dev.kedge.jmx;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;

/** Tells listeners of each change of an operation; see {@link Notifier}. */
final class OperationNotifications {

  /** Each type ends in a state, or in {@code progress}. */
  private static final String TYPE = "dev.kedge.operation.";

  private final Notifier notifier;

  OperationNotifications(ObjectName source, Time time) {
    this.notifier =
        new Notifier(
            source,
            time,
            "A change of an operation; its user data is a map with the names of an operation",
            TYPE,
            List.of("progress", "done", "failed", "cancelled"));
  }

  /** Where listeners are added. */
  NotificationBroadcasterSupport emitter() {
    return notifier.emitter();
  }

  /** Tells of a change. */
  void tell(OperationStatus status) {
    boolean running = status.state().equals(OperationStatus.RUNNING);
    String kind = running ? "progress" : status.state().toLowerCase(Locale.ROOT);
    notifier.send(kind, message(status), userData(status));
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

  /** Lets the thread end when what waits has been told, and waits for that, if not for long. */
  void close() {
    notifier.close();
    notifier.awaitTold();
  }
}
