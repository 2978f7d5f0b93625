package dev.kedge.jmx;

import static dev.kedge.jmx.Beans.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

/** Notifications on their way to listeners. */
class NotifierTest {

  private static Notifier newNotifier() {
    return new Notifier(
        new BeanNames("test").bean("Operations"),
        Time.SYSTEM,
        "What happens in a test",
        "test.",
        List.of("a"));
  }

  @Test
  void aFilterThatBlocksDoesNotHoldUpWhatIsToldOf() {
    Notifier notifier = newNotifier();
    CountDownLatch gate = new CountDownLatch(1);
    List<String> heard = new CopyOnWriteArrayList<>();
    notifier
        .emitter()
        .addNotificationListener(
            (notification, handback) -> heard.add(notification.getMessage()),
            notification -> {
              while (gate.getCount() > 0) {
                LockSupport.parkNanos(1_000_000);
              }
              return true;
            },
            null);
    notifier.send("a", "first", Map.of());
    notifier.send("a", "second", Map.of());
    assertEquals(List.of(), heard);
    gate.countDown();
    await("both", () -> heard.size() == 2);
    assertEquals(List.of("first", "second"), heard);
    notifier.close();
  }

  @Test
  void aListenerWithAnErrorKeepsNoOtherFromHearing() {
    Notifier notifier = newNotifier();
    List<String> heard = new CopyOnWriteArrayList<>();
    List<String> logged = new CopyOnWriteArrayList<>();
    Handler handler = new LogLines(logged);
    Logger log = Logger.getLogger("dev.kedge.jmx");
    log.addHandler(handler);
    try {
      notifier
          .emitter()
          .addNotificationListener(
              (notification, handback) -> {
                throw new LinkageError("two\nlines");
              },
              null,
              null);
      notifier
          .emitter()
          .addNotificationListener(
              (notification, handback) -> heard.add(notification.getMessage()), null, null);
      notifier.send("a", "first", Map.of());
      await("the second listener", () -> heard.size() == 1);
      assertEquals(1, logged.size());
      assertTrue(logged.get(0).contains("LinkageError: two\\u000alines"), logged.toString());
    } finally {
      log.removeHandler(handler);
      notifier.close();
    }
  }

  private static final class LogLines extends Handler {
    private final List<String> lines;

    LogLines(List<String> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord line) {
      lines.add(new SimpleFormatter().formatMessage(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
