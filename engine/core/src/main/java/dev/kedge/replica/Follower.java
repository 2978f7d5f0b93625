package dev.kedge.replica;

import dev.kedge.Database;
import dev.kedge.DestinationException;
import dev.kedge.GenerationMismatchException;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.ReplicaGapException;
import dev.kedge.internal.io.Waiting;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A read replica that is kept current from a destination, without a connection to the primary. It
 * follows the writer of the highest epoch, also into another generation. Where it stands is what
 * its database has: it goes on from there after any pause, or kill.
 *
 * <p>All methods may be called from any thread.
 */
public final class Follower implements AutoCloseable {

  private static final Logger LOG = System.getLogger("dev.kedge");

  private final FollowerDatabase database;
  private final FollowSource source;
  private final Duration pollInterval;
  private final Duration stopTimeout;
  private final boolean reseed;
  private final List<FollowerListener> listeners;
  private final InstantSource clock;
  private final ReentrantLock polling = new ReentrantLock();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ending = lock.newCondition();
  private Optional<Thread> thread = Optional.empty();
  private volatile boolean astray;

  Follower(
      FollowerDatabase database,
      ReplicaClient client,
      Duration pollInterval,
      Duration stopTimeout,
      boolean reseed,
      FollowerListener listener,
      InstantSource clock) {
    this.database = database;
    this.source = new FollowSource(client, clock);
    this.pollInterval = pollInterval;
    this.stopTimeout = stopTimeout;
    this.reseed = reseed;
    this.listeners = new CopyOnWriteArrayList<>(List.of(listener));
    this.clock = clock;
  }

  /**
   * Begins to make a follower.
   *
   * @param path its database file; restored from the destination if it does not exist
   * @param client the destination; it stays open when the follower is closed
   */
  public static FollowerBuilder builder(Path path, ReplicaClient client) {
    return new FollowerBuilder(path, client);
  }

  /** Tells one more what happens. */
  void addListener(FollowerListener listener) {
    listeners.add(listener);
  }

  /**
   * Its database, for reading. After it was reseeded it is another one, and the one before is
   * closed: don't keep it.
   */
  public Database database() {
    return database.get();
  }

  /** Where it stands. */
  public Position position() {
    return database.get().position();
  }

  /**
   * Starts to poll. Does nothing if it does already.
   *
   * @throws IllegalStateException if its database was promoted
   */
  public void start() {
    refusePromoted();
    lock.lock();
    try {
      if (thread.isEmpty()) {
        Thread poller =
            new Thread(this::run, "kedge-follow-" + database.get().path().getFileName());
        poller.setDaemon(true);
        thread = Optional.of(poller);
        poller.start();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether it polls by itself: it was started, and neither stopped nor promoted since. */
  public boolean isRunning() {
    lock.lock();
    try {
      return thread.isPresent();
    } finally {
      lock.unlock();
    }
  }

  /** The destination, for people. */
  public String url() {
    return source.client().url();
  }

  private void run() {
    Backoff backoff = new Backoff(pollInterval, new SplittableRandom());
    while (!isEnded()) {
      if (database.isPromoted()) {
        stop();
      } else {
        pollIfOver(backoff);
        await();
      }
    }
  }

  private void pollIfOver(Backoff backoff) {
    if (!backoff.isOver(clock.instant())) {
      return;
    }
    if (tellErrors(this::poll)) {
      backoff.succeeded();
    } else {
      backoff.failed(clock.instant());
    }
  }

  /** Does something, and tells the listener if it fails; whether it did not. */
  private boolean tellErrors(Runnable work) {
    try {
      work.run();
      return true;
    } catch (RuntimeException | Error e) {
      tell(on -> on.onError(LoopFailure.of(e)));
      return false;
    }
  }

  private boolean isEnded() {
    lock.lock();
    try {
      return !isCurrent();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the thread that calls is the one that polls, and has not been stopped. */
  private boolean isCurrent() {
    return thread.filter(one -> one == Thread.currentThread()).isPresent();
  }

  private void await() {
    lock.lock();
    try {
      long left = pollInterval.toNanos();
      while (isCurrent() && left > 0) {
        left = ending.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // It is interrupted only when it was given up, and ends by that.
      Thread.interrupted();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stops to poll, and waits for a poll that is running. It waits no longer than {@link
   * FollowerBuilder#stopTimeout}, as the destination may not answer: then the poll is interrupted,
   * and the listener is told. A poll that is waiting for the destination changes nothing any more
   * once the database is closed.
   */
  public void stop() {
    Optional<Thread> poller;
    lock.lock();
    try {
      ending.signalAll();
      poller = thread.filter(one -> one != Thread.currentThread());
      thread = Optional.empty();
    } finally {
      lock.unlock();
    }
    poller.filter(one -> !Waiting.join(one, stopTimeout)).ifPresent(this::giveUp);
  }

  private void giveUp(Thread poller) {
    poller.interrupt();
    DestinationException hung = hung();
    tell(on -> on.onError(hung));
  }

  private DestinationException hung() {
    return new DestinationException(
        url(),
        "a request",
        "has not ended in " + stopTimeout + " and is given up: see why it does not answer",
        null);
  }

  /**
   * Applies what the destination has by now.
   *
   * @return where it stands
   * @throws ReplicaGapException if the destination has newer states, but nothing that leads there
   *     from here; unless it may be reseeded
   * @throws GenerationMismatchException if its history is not that of the current writer; unless it
   *     may be reseeded
   * @throws dev.kedge.DestinationException if the destination fails
   * @throws IllegalStateException if its database was promoted
   */
  public Position poll() {
    polling.lock();
    try {
      refusePromoted();
      Position before = position();
      try {
        applyNew(before);
      } catch (ReplicaGapException | GenerationMismatchException e) {
        if (!reseed) {
          throw e;
        }
        database.reseed();
        source.forget();
        astray = false;
        tell(on -> on.onReseeded(before, e));
      }
      Position now = position();
      if (!now.equals(before)) {
        tell(on -> on.onApplied(now));
      }
      return now;
    } finally {
      polling.unlock();
    }
  }

  private void refusePromoted() {
    if (database.isPromoted()) {
      throw database.promoted();
    }
  }

  private void applyNew(Position at) {
    try {
      apply(source.next(at));
      astray = false;
    } catch (GenerationMismatchException e) {
      astray = true;
      throw e;
    }
  }

  private void apply(List<RestorePlan.Part> parts) {
    if (parts.isEmpty()) {
      return;
    }
    long bytes = parts.stream().mapToLong(part -> part.segment().bytes()).sum();
    SegmentApplier applier =
        new SegmentApplier(
            new Following(database.get()),
            source.client().url(),
            Optional.empty(),
            ProgressListener.NONE,
            bytes);
    try (SegmentFetcher fetcher =
        new SegmentFetcher(source.client(), parts, 2, ProgressListener.NONE)) {
      fetcher.each(applier::apply);
    }
  }

  /** Applies segments to the database of a follower. */
  private record Following(Database database) implements SegmentApplier.Receiver {

    @Override
    public Position position() {
      return database.position();
    }

    @Override
    public void apply(InputStream log, long version, Instant instant) {
      database.applyWalUntil(log, version, instant, ProgressListener.NONE);
    }
  }

  /**
   * How far it is behind its primary, as of the primary's last heartbeat; unknown if there is none,
   * three were missed, or the primary's history is not that of the follower.
   */
  public ReplicaLag lag() {
    Optional<FollowSource.Seen> seen = source.freshHeartbeat();
    if (seen.isEmpty() || astray) {
      return ReplicaLag.UNKNOWN;
    }
    Heartbeat last = seen.get().heartbeat();
    long missing = Math.max(0, last.position().version() - position().version());
    Duration behind =
        missing == 0
            ? Duration.ZERO
            : database.get().view(own -> Duration.between(own.commitTime(), last.commitTime()));
    return new ReplicaLag(
        OptionalLong.of(missing),
        missing == 0 ? OptionalLong.of(0) : OptionalLong.empty(),
        Optional.of(behind),
        Optional.of(Duration.between(seen.get().at(), clock.instant())));
  }

  /**
   * Stops to follow, takes what the destination has by now, and makes the database a primary, in a
   * generation of its own. Replicate it to the same destination with take-over, and the old primary
   * is fenced. If the destination fails, the listener is told, and the database is promoted as it
   * stands.
   *
   * @return where it stands now
   * @throws DestinationException if the destination does not answer within twice {@link
   *     FollowerBuilder#stopTimeout}: close the follower then, and promote its database
   */
  public Position promote() {
    stop();
    catchUp();
    if (!lockPolling()) {
      throw hung();
    }
    try {
      return database.get().promote();
    } finally {
      polling.unlock();
    }
  }

  /** What is confirmed to the primary's users must not be left behind, if it can be had. */
  private void catchUp() {
    Thread last = new Thread(() -> tellErrors(this::pollWithoutReseed), "kedge-follow-last");
    last.setDaemon(true);
    last.start();
    if (!Waiting.join(last, stopTimeout)) {
      giveUp(last);
    }
  }

  private void pollWithoutReseed() {
    if (!polling.tryLock()) {
      return; // one is under way, or hangs
    }
    try {
      if (!database.isPromoted()) {
        applyNew(position());
      }
    } finally {
      polling.unlock();
    }
  }

  /** Keeps polls away, unless one that runs does not end in time. */
  private boolean lockPolling() {
    return Waiting.upTo(stopTimeout, nanos -> polling.tryLock(nanos, TimeUnit.NANOSECONDS));
  }

  /** Stops, and closes its database. */
  @Override
  public void close() {
    stop();
    database.close();
  }

  private void tell(Consumer<FollowerListener> event) {
    for (FollowerListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "a follower's listener failed", e);
      }
    }
  }
}
