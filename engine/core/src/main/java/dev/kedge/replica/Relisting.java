package dev.kedge.replica;

import dev.kedge.DestinationException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Does again what has met an object that is not there: it may have been deleted since it was
 * listed, or is just being stored, as the first object of a writer's generation is after its claim.
 */
final class Relisting {

  private static final int ATTEMPTS = 3;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private Relisting() {}

  /**
   * Does something up to three times, which takes at least two fifths of a second.
   *
   * @throws DestinationException the last one, if each time something was missing
   */
  static <T> T attempt(Supplier<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return work.get();
      } catch (DestinationException e) {
        if (!e.isMissing() || attempt == ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }
}
