package dev.kedge.jmx;

import static dev.kedge.jmx.Beans.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How getters come to what must be read. */
class RefresherTest {

  @Test
  void aReadingThatFailsIsTriedAgain() {
    AtomicInteger readings = new AtomicInteger();
    Refresher refresher =
        new Refresher(
            Time.SYSTEM,
            Runnable::run,
            () -> {
              readings.incrementAndGet();
              throw new IllegalStateException("a reading that fails on purpose");
            });
    refresher.asked();
    await("the next one", () -> readings.get() > 1);
  }

  @Test
  void manyReadingsThatHangAreWaitedForASecondInAllAndThenNotForAWhile() {
    SettableTime clock = new SettableTime("2026-01-01T00:00:00Z");
    Patience patience = new Patience(clock.time().nanos());
    List<Long> waits = new ArrayList<>();
    CompletableFuture<Void> hanging =
        new CompletableFuture<>() {
          @Override
          public Void get(long timeout, TimeUnit unit) throws TimeoutException {
            waits.add(unit.toMillis(timeout));
            clock.advance(Duration.ofMillis(Math.min(600, unit.toMillis(timeout))));
            throw new TimeoutException();
          }
        };
    for (int i = 0; i < 4; i++) {
      patience.await(hanging);
    }
    clock.advance(Duration.ofSeconds(10));
    patience.await(hanging);
    assertEquals(List.of(1000L, 400L, 0L, 0L, 1000L), waits);
  }
}
