package dev.kedge.jmx;

import dev.kedge.Position;
import dev.kedge.replica.Follower;
import dev.kedge.replica.FollowerListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.LongAdder;
import javax.management.JMException;

/**
 * Remembers what a follower tells, and sees to its bean: it is among those of its database, which
 * is another one after each time it was restored anew.
 */
final class FollowerEvents implements FollowerListener {

  private static final Logger LOG = System.getLogger("dev.kedge.jmx");

  private final Follower follower;
  private final Time time;
  private final LongAdder applied = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LongAdder reseeds = new LongAdder();
  private volatile LastError lastError = LastError.NONE;

  private FollowerEvents(Follower follower, Time time) {
    this.follower = follower;
    this.time = time;
  }

  /** Makes a follower manageable, if its database is. */
  static FollowerListener manage(Follower follower, Time time) {
    FollowerEvents events = new FollowerEvents(follower, time);
    events.register();
    return events;
  }

  private void register() {
    ManagedDatabase.of(follower.database())
        .ifPresent(
            managed -> {
              try {
                managed.manage(follower, this);
              } catch (JMException | RuntimeException e) {
                LOG.log(Level.WARNING, "a follower can't be managed through JMX", e);
              }
            });
  }

  @Override
  public void onApplied(Position position) {
    applied.increment();
    ManagedDatabase.of(follower.database()).ifPresent(ManagedDatabase::noteApplied);
  }

  @Override
  public void onError(RuntimeException error) {
    ClientErrors.log(error);
    lastError = new LastError(ClientErrors.line(error), time.clock().instant());
    // Counted last: who sees that there was one finds it there.
    errors.increment();
  }

  @Override
  public void onReseeded(Position left, RuntimeException cause) {
    reseeds.increment();
    register();
  }

  long applied() {
    return applied.sum();
  }

  long errors() {
    return errors.sum();
  }

  long reseeds() {
    return reseeds.sum();
  }

  LastError lastError() {
    return lastError;
  }
}
