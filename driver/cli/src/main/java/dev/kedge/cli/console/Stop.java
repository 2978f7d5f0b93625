package dev.kedge.cli.console;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The wish that the command ends, as Ctrl-C or a signal brings it, and its answer that it has. Any
 * thread may use it.
 */
public final class Stop {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Duration patience = PATIENCE;

  /** Whether the command has been asked to end. */
  public boolean isRequested() {
    return requested.getCount() == 0;
  }

  /**
   * Waits until the command is asked to end.
   *
   * @param timeout how long to wait at the most
   * @return whether it has been asked
   */
  public boolean await(Duration timeout) {
    return await(requested, timeout);
  }

  /** How long the command may take to end once it is asked; 2 seconds unless set. */
  public void patience(Duration enough) {
    patience = enough;
  }

  /** Asks the command to end, and gives it some time to do so. */
  public void request() {
    requested.countDown();
    await(ended, patience);
  }

  /** Tells whoever asked that the command has ended. */
  public void ended() {
    ended.countDown();
  }

  private static boolean await(CountDownLatch latch, Duration timeout) {
    try {
      return latch.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return latch.getCount() == 0;
    }
  }
}
