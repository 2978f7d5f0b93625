package dev.kedge.replica;

import dev.kedge.DestinationException;
import dev.kedge.internal.io.SystemClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Tells retention, also that of another process, that a restore is running. It runs out by itself
 * should the process die. Without the right to write there is none: then an object may go missing,
 * and the restore plans again.
 */
final class RestoreLease implements AutoCloseable {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration TERM = Duration.ofMinutes(10);

  private final ReplicaClient client;
  private final InstantSource clock;
  private final String name = Layout.restore(RANDOM.nextLong());
  private final Due renewal = new Due();
  private boolean taken;

  RestoreLease(ReplicaClient client) {
    this(client, SystemClock.INSTANCE);
  }

  RestoreLease(ReplicaClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
    renew();
  }

  /** Renews it if it is time. */
  void renew() {
    Instant now = clock.instant();
    if (!renewal.isOver(now)) {
      return;
    }
    renewal.in(TERM.dividedBy(4), now);
    try {
      client.replace(name, Fields.encode("expires", now.plus(TERM)));
      taken = true;
    } catch (DestinationException e) {
      taken = false; // a destination that may only be read
    }
  }

  /** When a lease runs out; empty if it was given back. */
  static Optional<Instant> expiry(ReplicaClient client, long id) {
    return Optionals.ifThere(() -> Fields.read(client, Layout.restore(id)).instant("expires"));
  }

  @Override
  public void close() {
    if (taken) {
      try {
        client.delete(name);
      } catch (DestinationException e) {
        return; // it runs out by itself
      }
    }
  }
}
