package dev.kedge.jmx;

import static dev.kedge.jmx.Beans.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Notifications on their way to listeners. */
class NotifierTest {

  @Test
  void aFilterThatBlocksDoesNotHoldUpWhatIsToldOf() {
    Notifier notifier =
        new Notifier(
            new BeanNames("test").bean("Operations"),
            Time.SYSTEM,
            "What happens in a test",
            "test.",
            List.of("a"));
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
}
