package dev.kedge.jdbc.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.OperationCancelledException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DetachedTest {

  private final Execution execution = new Execution(Duration.ZERO, System::nanoTime);

  @Test
  void itsResultIsThatOfTheOperation() throws SQLException {
    assertEquals(7, Detached.run("SEVEN", execution, () -> 7));
  }

  @Test
  void itsErrorIsThatOfTheOperation() {
    RuntimeException error = new IllegalStateException("no");
    assertSame(error, assertThrows(RuntimeException.class, () -> failing(error)));
    SQLException refused = new SQLException("no");
    assertSame(refused, assertThrows(SQLException.class, () -> failing(refused)));
    Error fatal = new AssertionError("never");
    assertSame(fatal, assertThrows(Error.class, () -> failing(fatal)));
  }

  private void failing(Throwable error) throws SQLException {
    Detached.run(
        "FAIL",
        execution,
        () -> {
          if (error instanceof Error fatal) {
            throw fatal;
          }
          if (error instanceof SQLException refused) {
            throw refused;
          }
          throw (RuntimeException) error;
        });
  }

  @Test
  void whatHangsIsNotWaitedForOnceItIsCancelled() throws InterruptedException {
    CountDownLatch answer = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    execution.cancel();
    OperationCancelledException e =
        assertThrows(
            OperationCancelledException.class,
            () ->
                Detached.run(
                    "HANG",
                    execution,
                    () -> {
                      waitFor(answer);
                      ended.countDown();
                      return 1;
                    }));
    assertTrue(e.getMessage().startsWith("to wait for HANG, which goes on"), e.getMessage());
    answer.countDown();
    ended.await();
  }

  @Test
  void anInterruptIsKeptForTheCaller() throws SQLException {
    Thread.currentThread().interrupt();
    assertEquals(7, Detached.run("SEVEN", execution, () -> 7));
    assertTrue(Thread.interrupted());
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
