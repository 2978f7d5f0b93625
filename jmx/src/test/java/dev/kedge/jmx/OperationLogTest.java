package dev.kedge.jmx;

import static dev.kedge.jmx.Beans.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import javax.management.Notification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long operations are followed, cancelled and told of. */
class OperationLogTest {

  private final SettableTime clock = new SettableTime("2026-01-01T00:00:00Z");
  private final List<OperationStatus> told = new CopyOnWriteArrayList<>();
  private final OperationLog operations =
      new OperationLog(new Audit("test"), clock.time(), told::add);

  @AfterEach
  void end() {
    operations.close();
  }

  private record Outcome(Duration elapsed, long bytes) {}

  @Test
  void progressGivesPercentRateAndTimeLeft() {
    OperationStatus ended =
        operations.run(
            "backup",
            "a",
            progress -> {
              assertTrue(Double.isNaN(status().percent()));
              clock.advance(Duration.ofSeconds(2));
              progress.progress(250, 1000);
              assertEquals(25, status().percent());
              assertEquals(125, status().bytesPerSecond());
              assertEquals(6, status().etaSeconds());
              assertEquals("working", status().phase());
              return new Outcome(Duration.ofSeconds(2), 1000);
            });
    assertEquals(OperationStatus.DONE, ended.state());
    assertEquals(100, ended.percent());
    assertEquals(2, ended.seconds());
    assertEquals("{bytes=1000, elapsedSeconds=2.0}", new java.util.TreeMap<>(ended.result()) + "");
    assertEquals("2026-01-01T00:00:00Z", ended.started());
  }

  private OperationStatus status() {
    return operations.list().get(0);
  }

  @Test
  void progressIsToldAtMostOnceASecondAndEachEndIsTold() {
    operations.run(
        "backup",
        "a",
        progress -> {
          for (int i = 0; i <= 30; i++) {
            progress.progress(i, 30);
            clock.advance(Duration.ofMillis(100));
          }
          return new Outcome(Duration.ZERO, 0);
        });
    List<Long> done = told.stream().map(OperationStatus::bytesDone).toList();
    assertEquals(List.of(0L, 10L, 20L, 30L, 30L), done);
    assertEquals(OperationStatus.DONE, told.get(4).state());
  }

  @Test
  void aRunningOperationIsCancelled() {
    long id = operations.start("check", "", OperationLogTest::untilCancelled);
    assertEquals(1, operations.runningCount());
    assertTrue(operations.cancel(id));
    await("its end", () -> operations.cancelledCount() == 1);
    await("its leaving", () -> operations.runningCount() == 0);
    assertEquals(OperationStatus.CANCELLED, status().state());
    assertFalse(operations.cancel(id));
    assertEquals(0, operations.failedCount());
  }

  private static Record untilCancelled(ProgressListener progress) {
    while (!progress.isCancelled()) {
      LockSupport.parkNanos(1_000_000);
    }
    throw new OperationCancelledException("check");
  }

  @Test
  void closingCancelsWhatRunsAndNothingIsBegunAfterwards() {
    operations.start("check", "", OperationLogTest::untilCancelled);
    operations.close();
    await("its end", () -> operations.runningCount() == 0);
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> operations.start("check", "", OperationLogTest::untilCancelled));
    assertTrue(e.getMessage().contains("being closed"));
  }

  @Test
  void onlySoManyRunAtOnce() {
    for (int i = 0; i < OperationLog.MOST_RUNNING; i++) {
      operations.start("check", "", OperationLogTest::untilCancelled);
    }
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> operations.start("check", "", OperationLogTest::untilCancelled));
    assertTrue(e.getMessage().contains("cancel one"));
  }

  @Test
  void theListOfEndedOperationsIsBounded() {
    for (int i = 0; i < 2 * OperationLog.REMEMBERED; i++) {
      operations.run("check", "", progress -> new Outcome(Duration.ZERO, 0));
    }
    assertEquals(OperationLog.REMEMBERED, operations.list().size());
    assertEquals(2 * OperationLog.REMEMBERED, status().id());
  }

  @Test
  void anUnexpectedFailureIsToldInOneLine() {
    assertThrows(
        NullPointerException.class,
        () ->
            operations.run(
                "check",
                "",
                progress -> {
                  throw new NullPointerException("two\nlines");
                }));
    assertEquals(OperationStatus.FAILED, status().state());
    assertTrue(status().error().startsWith("unexpected, see the log of the process"));
    assertEquals(1, status().error().lines().count());
  }

  @Test
  void listenersGetMapsOfJdkTypesAndOneThatThrowsHarmsNobody() throws InterruptedException {
    OperationNotifications notifications =
        new OperationNotifications(new BeanNames("test").bean("Operations"), clock.time());
    List<Notification> heard = new CopyOnWriteArrayList<>();
    CountDownLatch all = new CountDownLatch(2);
    notifications
        .emitter()
        .addNotificationListener(
            (notification, handback) -> {
              throw new IllegalStateException("a bad listener");
            },
            null,
            null);
    notifications
        .emitter()
        .addNotificationListener(
            (notification, handback) -> {
              heard.add(notification);
              all.countDown();
            },
            null,
            null);
    OperationLog log = new OperationLog(new Audit("test"), clock.time(), notifications::tell);
    log.run("backup", "a", progress -> new Outcome(Duration.ZERO, 0));
    all.await();
    notifications.close();
    assertEquals("dev.kedge.operation.progress", heard.get(0).getType());
    assertEquals("dev.kedge.operation.done", heard.get(1).getType());
    assertEquals("operation 1, backup a: DONE 100 %", heard.get(1).getMessage());
    assertTrue(heard.get(0).getSequenceNumber() < heard.get(1).getSequenceNumber());
    assertTrue(
        heard.get(1).getUserData() instanceof java.util.HashMap<?, ?> data
            && data.get("state").equals("DONE"));
  }

  @Test
  void progressOfThingsThatAreNoBytesGivesPercentAndTimeLeftAlone() {
    OperationStatus ended =
        operations.run(
            "compact",
            "",
            progress -> {
              clock.advance(Duration.ofSeconds(2));
              progress.ofThings().progress(250, 1000);
              assertEquals(25, status().percent());
              assertEquals(6, status().etaSeconds());
              assertEquals(-1, status().bytesDone());
              assertEquals(-1, status().bytesTotal());
              assertTrue(Double.isNaN(status().bytesPerSecond()));
              assertFalse(progress.ofThings().isCancelled());
              return new Outcome(Duration.ofSeconds(2), 1000);
            });
    assertEquals(100, ended.percent());
    assertEquals(-1, ended.bytesTotal());
  }

  @Test
  void whoListensHearsThatClosingCancelsWhatRuns() {
    operations.start("check", "", OperationLogTest::untilCancelled);
    await("its beginning", () -> !told.isEmpty());
    operations.close();
    assertTrue(
        told.stream()
            .anyMatch(
                status ->
                    status.state().equals(OperationStatus.CANCELLED)
                        && status.error().equals("the database is being closed")));
    await("its end", () -> operations.runningCount() == 0);
  }

  @Test
  void whatWorkChangesIsReadBeforeAnybodyHearsOfItsEnd() {
    List<String> order = new CopyOnWriteArrayList<>();
    OperationLog log =
        new OperationLog(
            new Audit("test"),
            clock.time(),
            status -> order.add(status.state()),
            () -> order.add("read"),
            Thread::new);
    log.run("apply", "", progress -> new Outcome(Duration.ZERO, 0));
    assertEquals(List.of(OperationStatus.RUNNING, "read", OperationStatus.DONE), order);
  }
}
