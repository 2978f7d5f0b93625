package dev.kedge.cli.console;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class StopTest {

  private final Stop stop = new Stop();

  @Test
  void nobodyIsAskedToStopByWaiting() {
    assertFalse(stop.await(Duration.ZERO));
    assertFalse(stop.isRequested());
  }

  @Test
  void whoAsksWaitsForAnEndThatWasGivenTime() throws InterruptedException {
    stop.patience(Duration.ofMinutes(1));
    Thread asking = new Thread(stop::request);
    asking.start();
    assertTrue(stop.await(Duration.ofMinutes(1)));
    assertTrue(stop.isRequested());
    assertTrue(asking.isAlive());
    stop.ended();
    asking.join();
  }

  @Test
  void whoAsksDoesNotWaitForEver() {
    stop.patience(Duration.ofMillis(1));
    stop.request();
    assertTrue(stop.isRequested());
  }
}
