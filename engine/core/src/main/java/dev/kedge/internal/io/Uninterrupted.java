package dev.kedge.internal.io;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Runs what has to touch an interruptible channel, though the calling thread may be interrupted
 * before or meanwhile: an interrupt closes the channel, so the action is done again with another.
 */
final class Uninterrupted {

  private Uninterrupted() {}

  /** An action that opens a channel of its own, uses and closes it. */
  @FunctionalInterface
  interface ChannelAction<T> {
    /** Does it, from the start. */
    T run() throws IOException;
  }

  /** Repeats the action until no interrupt came in between; the interrupt status is kept. */
  static <T> T call(ChannelAction<T> action) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return action.run();
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
