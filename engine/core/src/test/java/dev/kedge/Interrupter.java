package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.locks.LockSupport;

/** Interrupts a thread again and again. */
final class Interrupter implements AutoCloseable {

  private static final int HITS = 6;
  private static final int MOST = 20_000_000;

  private final Thread target;
  private final Thread own = new Thread(this::run);
  private volatile boolean ended;
  private long interrupts;
  private long marked;

  /** What must not mind. */
  interface Call {
    void run() throws Exception;
  }

  /** Begins. */
  Interrupter(Thread target) {
    this.target = target;
    own.start();
  }

  private void run() {
    while (!ended) {
      synchronized (this) {
        target.interrupt();
        interrupts++;
      }
      LockSupport.parkNanos(30_000);
    }
  }

  /**
   * Repeats a call on the target until interrupts have hit it; each must still be seen after it.
   */
  void storm(String name, Call call) throws Exception {
    int hits = 0;
    for (int i = 0; i < MOST && hits < HITS; i++) {
      mark();
      call.run();
      hits += hasHitSinceMark(name) ? 1 : 0;
    }
    assertTrue(hits > 0, name);
    mark();
  }

  /** Clears the flag of the calling thread. */
  private synchronized void mark() {
    Thread.interrupted();
    marked = interrupts;
  }

  /** Whether an interrupt came since; then the flag must be there. */
  private synchronized boolean hasHitSinceMark(String call) {
    boolean hit = interrupts > marked;
    assertEquals(hit, Thread.currentThread().isInterrupted(), call);
    return hit;
  }

  @Override
  public void close() {
    ended = true;
    while (own.isAlive()) {
      Thread.onSpinWait();
    }
    Thread.interrupted();
  }
}
