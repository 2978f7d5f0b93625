package dev.kedge.internal.io;

/**
 * Keeps an interrupt of the calling thread waiting while it works on streams of the user, some of
 * which close themselves when an interrupted thread touches them. Closing it gives the interrupt
 * back, so that the caller finds the flag as if it had never been touched.
 *
 * <p>Belongs to the thread that created it.
 */
public final class InterruptHold implements AutoCloseable {

  private boolean held;

  /** Takes the interrupt flag of the calling thread, if it is set. */
  public InterruptHold() {
    hold();
  }

  /** Takes an interrupt that came since. Called before whatever must not see one. */
  public void hold() {
    if (Thread.interrupted()) {
      held = true;
    }
  }

  /**
   * Gives the flag back, for code of the user that may look at it; {@link #hold} takes it again.
   */
  public void show() {
    if (held) {
      held = false;
      Thread.currentThread().interrupt();
    }
  }

  /** Gives the flag back for good. */
  @Override
  public void close() {
    show();
  }
}
