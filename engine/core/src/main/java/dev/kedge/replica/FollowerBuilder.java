package dev.kedge.replica;

import dev.kedge.DatabaseBuilder;
import dev.kedge.internal.io.SystemClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

/**
 * Makes a follower with settings of one's own. A setting outside its range is refused by {@link
 * #open} with an {@link IllegalArgumentException} that names it.
 *
 * <p>Used by one thread.
 */
public final class FollowerBuilder {

  private final Path path;
  private final ReplicaClient client;
  private Duration pollInterval = Duration.ofSeconds(1);
  private Duration stopTimeout = Duration.ofSeconds(30);
  private boolean reseed;
  private UnaryOperator<DatabaseBuilder> configuration = UnaryOperator.identity();
  private FollowerListener listener = FollowerListener.NONE;
  private InstantSource clock = SystemClock.INSTANCE;

  FollowerBuilder(Path path, ReplicaClient client) {
    this.path = path;
    this.client = client;
  }

  /** How often it looks for something new: 1 ms to 1 day, 1 second unless set. */
  public FollowerBuilder pollInterval(Duration interval) {
    pollInterval = interval;
    return this;
  }

  /**
   * How long stopping and closing it waits for what it has asked of the destination: 1 ms to 1 day,
   * 30 seconds unless set. Then that is interrupted and given up.
   */
  public FollowerBuilder stopTimeout(Duration timeout) {
    stopTimeout = timeout;
    return this;
  }

  /**
   * Whether it deletes its database and restores another when the destination has nothing that
   * continues it. Not unless set: then polling fails, and says so.
   */
  public FollowerBuilder reseed(boolean allowed) {
    reseed = allowed;
    return this;
  }

  /** How its database is opened, beside being a read replica; with all defaults unless set. */
  public FollowerBuilder database(UnaryOperator<DatabaseBuilder> settings) {
    configuration = settings;
    return this;
  }

  /** Who is told what happens; nobody unless set. */
  public FollowerBuilder listener(FollowerListener newListener) {
    listener = newListener;
    return this;
  }

  /** What tells the time; the system's clock unless set. */
  public FollowerBuilder clock(InstantSource newClock) {
    clock = newClock;
    return this;
  }

  /**
   * Opens the follower's database; restores it from the destination first if it does not exist. It
   * does not follow yet. Every {@link dev.kedge.spi.ReplicaObserver} is shown it.
   *
   * @throws IllegalArgumentException if a setting is out of its range
   * @throws IllegalStateException if there is a primary: a follower may give its database up
   * @throws dev.kedge.DestinationException if the destination fails or has nothing to restore
   */
  public Follower open() {
    inRange("pollInterval", pollInterval);
    inRange("stopTimeout", stopTimeout);
    Follower follower =
        new Follower(
            new FollowerDatabase(path, client, configuration),
            client,
            pollInterval,
            stopTimeout,
            reseed,
            listener,
            clock);
    ReplicaObservers.found().tell(follower, follower::addListener);
    return follower;
  }

  private static void inRange(String what, Duration value) {
    if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          what + " is " + value + " and must be from PT0.001S to PT24H");
    }
  }
}
