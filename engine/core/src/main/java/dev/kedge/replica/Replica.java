package dev.kedge.replica;

import dev.kedge.Database;
import dev.kedge.DestinationException;
import dev.kedge.FencedWriterException;
import dev.kedge.OperationCancelledException;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ties a database to a destination: what is committed is there soon after, as a snapshot and
 * segments of log, from which {@link ReplicaRestore} brings any state of the recoverable window
 * back. A database may have several replicas, each with a name and a destination of its own.
 *
 * <p>Once started it has four loops: it <em>syncs</em> when there is something new, makes
 * <em>snapshots</em>, enforces <em>retention</em>, and <em>validates</em>. Each can be done by a
 * call as well. What fails in a loop is told to the listener and tried again, later each time; a
 * call throws it. Closing the database stops its replicas, after a last sync.
 *
 * <p>A destination has one writer. The first use claims it: {@link FencedWriterException} if
 * another instance has it. When another one takes it over, this replica stops for good.
 *
 * <p>Errors, wherever the destination is used: {@link dev.kedge.DestinationException} if it fails;
 * {@link FencedWriterException}; {@link dev.kedge.GenerationMismatchException} if it has commits
 * that the database has not.
 *
 * <p>All methods may be called from any thread.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public final class Replica implements AutoCloseable {

  private final Database database;
  private final CountingClient client;
  private final ReplicaOptions options;
  private final ReplicaEvents events;
  private final ReplicaStatus status;
  private final ReplicaCounters counters = new ReplicaCounters();
  private final ReplicaThreads threads;
  private final ReplicaMonitor monitor;
  private final LagGauge gauge;
  private final Runnable closeAction = this::stop;
  private final Runnable commitAction = this::committed;
  private final Set<String> failing = ConcurrentHashMap.newKeySet();
  private final ReentrantLock opening = new ReentrantLock();
  private final AtomicBoolean observed = new AtomicBoolean();
  private volatile @Nullable ReplicaSession session;

  Replica(Database database, ReplicaClient client, ReplicaOptions options) {
    this.database = database;
    this.client = new CountingClient(client);
    this.options = options;
    this.events = new ReplicaEvents(options.listener());
    this.status = new ReplicaStatus(events);
    this.gauge = new LagGauge(database, options.clock());
    this.monitor = new ReplicaMonitor(this, options, events);
    this.threads = new ReplicaThreads(options, monitor, this::loopsEnded);
  }

  /**
   * Begins to make a replica.
   *
   * @param client the destination; it stays open when the replica stops
   */
  public static ReplicaBuilder builder(Database database, ReplicaClient client) {
    return new ReplicaBuilder(database, client);
  }

  // Running.

  /**
   * Starts the loops, unless the monitor is disabled. Does nothing if they are running. The first
   * start shows the replica to every {@link dev.kedge.spi.ReplicaObserver}.
   *
   * @throws dev.kedge.DestinationException if a request from before it was stopped has not ended
   */
  public void start() {
    status.refuseFenced();
    refuseHung();
    if (observed.compareAndSet(false, true)) {
      ReplicaObservers.found().tell(database, this, events::add);
    }
    if (options.monitorEnabled()) {
      status.start(this::startLoops);
    }
  }

  private void startLoops() {
    database.addCloseAction(closeAction);
    database.addCommitAction(commitAction);
    threads.start();
  }

  /**
   * Stops the loops: waits for what they are doing, and for one more sync of what is there. If that
   * fails, the listener is told; nothing is lost, the log is kept for the next start.
   *
   * <p>It waits no longer than {@link ReplicaBuilder#stopTimeout}: the destination may not answer.
   * Then the threads are interrupted, and if after another second one of them is still waiting for
   * the destination, the replica is {@link ReplicaState#HUNG} and the listener has an alarm.
   */
  public void stop() {
    boolean wasRunning = status.isRunning();
    database.removeCloseAction(closeAction);
    database.removeCommitAction(commitAction);
    if (state() == ReplicaState.HUNG) {
      return;
    }
    boolean ended = threads.stop(options.stopTimeout());
    if (wasRunning && !status.isFenced()) {
      status.change(ended ? ReplicaState.STOPPED : ReplicaState.HUNG);
    }
    if (!ended) {
      events.tell(on -> on.onHung(options.stopTimeout()));
      if (threads.areEnded()) {
        loopsEnded();
      }
    }
  }

  /** On the committing thread: those that come while it syncs, or just has, wait for the next. */
  private void committed() {
    if (monitor.leaveIdle()) {
      threads.wake();
    }
  }

  private void loopsEnded() {
    status.change(ReplicaState.HUNG, ReplicaState.STOPPED);
  }

  /** Stops it, and tells those who observe it that they need not any more. */
  @Override
  public void close() {
    stop();
    if (observed.compareAndSet(true, false)) {
      events.closed();
    }
  }

  // What the loops do, by hand.

  /**
   * Stores what is not at the destination yet, and makes it durable before if it is not; a first
   * snapshot if there is none.
   *
   * @return what was done; the proved position is at least the last commit before the call
   */
  public SyncResult sync() {
    return sync(ProgressListener.NONE);
  }

  /** As {@link #sync()}; the listener hears of commits stored and can cancel it between objects. */
  public SyncResult sync(ProgressListener listener) {
    return syncing(
        session -> {
          database.force();
          SyncResult result = session.sync(listener);
          leaveHeartbeat(session);
          return result;
        });
  }

  /**
   * Without the loops nobody else would tell followers, and restores what must be there. If that
   * fails, what was asked for is done all the same.
   */
  private void leaveHeartbeat(ReplicaSession session) {
    if (isRunning() || options.heartbeatInterval().isZero()) {
      return;
    }
    try {
      session.heartbeat();
    } catch (DestinationException e) {
      counters.errors.increment();
      events.tell(on -> on.onError(ReplicaMonitor.SYNC, e));
    }
  }

  private SyncResult syncing(Function<ReplicaSession, SyncResult> work) {
    SyncResult result = noting(ReplicaMonitor.SYNC, () -> work.apply(open()));
    counters.lastSync = result.elapsed();
    if (result.commits() > 0) {
      events.tell(on -> on.onSync(result));
    }
    return result;
  }

  /** Stores a snapshot, as {@link Database#backup} makes it. */
  public SnapshotResult snapshot() {
    return snapshot(ProgressListener.NONE);
  }

  /** As {@link #snapshot()}; the listener hears of bytes of the database file and can cancel it. */
  public SnapshotResult snapshot(ProgressListener listener) {
    return noting(
        ReplicaMonitor.SNAPSHOT,
        () -> {
          ReplicaSession session = open();
          SnapshotResult result = session.snapshot(listener);
          leaveHeartbeat(session);
          return result;
        });
  }

  /**
   * Tells what {@link #enforceRetention} would delete now. If that would make a snapshot first, it
   * counts as if it were there.
   */
  public RetentionPlan retentionPlan() {
    return retention().plan();
  }

  /**
   * Deletes what is older than the retention and not needed for what is newer. If the newest
   * snapshot is older than that, it first makes another. Nothing is deleted while a restore is
   * running, nor what is needed for the last complete chain.
   *
   * @return what was deleted
   */
  public RetentionPlan enforceRetention() {
    return enforceRetention(ProgressListener.NONE);
  }

  /** As {@link #enforceRetention()}; the listener hears of objects deleted and can cancel it. */
  public RetentionPlan enforceRetention(ProgressListener listener) {
    return noting(
        ReplicaMonitor.RETENTION,
        () -> {
          ReplicaSession session = open();
          RetentionPlan done = retention().enforce(session, listener);
          leaveHeartbeat(session);
          return done;
        });
  }

  private Retention retention() {
    return new Retention(client, database, options, counters, events);
  }

  /**
   * Restores the present state from the destination into the scratch directory and compares all
   * keys and values with the database, while readers and writers go on. A mismatch is a result, not
   * an error; the restored database is kept then.
   *
   * @throws dev.kedge.LimitExceededException if the scratch space does not suffice
   * @throws dev.kedge.DatabaseLockedException if another process is validating in that directory
   */
  public ValidationResult validate() {
    return validate(ProgressListener.NONE);
  }

  /** As {@link #validate()}; the listener hears of bytes fetched and can cancel it. */
  public ValidationResult validate(ProgressListener listener) {
    Validation validation = new Validation(client, database, options, counters, events);
    return noting(
        ReplicaMonitor.VALIDATION,
        () -> {
          ValidationResult result = validation.run(open(), listener);
          if (!options.heartbeatInterval().isZero()) {
            heartbeat(); // it tells how long a restore takes
          }
          return result;
        });
  }

  // How it is.

  /** What is at the destination. */
  public Destination destination() {
    return Destination.list(client);
  }

  /** Its client, to restore from it for example; what is asked through this one is counted. */
  public ReplicaClient client() {
    return client;
  }

  /** The settings. */
  public ReplicaOptions options() {
    return options;
  }

  /** What it is doing. */
  public ReplicaState state() {
    return status.now();
  }

  /** The last commit that the destination has proved; empty until that is known. */
  public Optional<Position> position() {
    return proof().map(Proof::position);
  }

  /** How far the destination is behind the database. */
  public ReplicaLag lag() {
    return proof().map(gauge::lag).orElse(ReplicaLag.UNKNOWN);
  }

  /**
   * Waits until the destination has proved a version. If the loops do not run, it syncs, however
   * long that takes.
   *
   * @param timeout how long to wait at the most for the loops
   * @return false if it has not by then
   * @throws FencedWriterException if another writer has the destination
   */
  public boolean awaitReplicated(long version, Duration timeout) {
    if (state() == ReplicaState.STOPPED) {
      sync();
      return provedVersion() >= version;
    }
    threads.wake();
    status.await(timeout, () -> !isAwaited(version));
    status.refuseFenced();
    return provedVersion() >= version;
  }

  /** Whether a version is not proved, and may still be. */
  private boolean isAwaited(long version) {
    return provedVersion() < version && !status.isFenced() && state() != ReplicaState.STOPPED;
  }

  /** How it is and what it has done. */
  public ReplicaStats stats() {
    ReplicaSession now = session;
    return new ReplicaStats(
        options.name(),
        client.url(),
        state(),
        now == null ? 0 : now.epoch(),
        position(),
        lag(),
        counters.snapshots.sum(),
        counters.segments.sum(),
        counters.bytesWritten.sum(),
        counters.objectsDeleted.sum(),
        counters.validationsOk.sum(),
        counters.validationsMismatched.sum(),
        counters.validationsFailed.sum(),
        Optional.ofNullable(counters.lastVerified),
        counters.lastSync,
        counters.errors.sum(),
        lastError(),
        client.counts());
  }

  private Optional<String> lastError() {
    return counters.lastErrors.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join("; ", counters.lastErrors.values()));
  }

  // For the monitor.

  boolean isRunning() {
    return status.isRunning();
  }

  boolean isEnding() {
    return threads.isEnding();
  }

  boolean isFailing(String what) {
    return failing.contains(what);
  }

  ReplicaMonitor monitor() {
    return monitor;
  }

  boolean hasSession() {
    return session != null;
  }

  boolean isBehind() {
    ReplicaSession now = session;
    return now == null || now.isBehind();
  }

  boolean lacksSnapshot() {
    return open().lacksSnapshot();
  }

  /**
   * As {@link #sync()}, but a generation that its parent leads to is left without a snapshot of its
   * own for now: commits need not wait for that.
   */
  SyncResult syncLog() {
    return syncing(session -> session.syncLog(ProgressListener.NONE));
  }

  long provedVersion() {
    return proof().map(Proof::version).orElse(-1L);
  }

  Instant newestSnapshot() {
    ReplicaSession now = session;
    return now == null ? Instant.MIN : now.newestSnapshot();
  }

  /** Makes durable what is not yet, as only that can be stored. */
  void force() {
    database.force();
  }

  /** Whether there are commits after the newest snapshot. */
  boolean isNewerThanSnapshot() {
    return open().isNewerThanSnapshot();
  }

  void heartbeat() {
    open().heartbeat();
  }

  void succeeded(String what) {
    counters.lastErrors.remove(what);
    failing.remove(what);
    if (failing.isEmpty()) {
      status.change(ReplicaState.RETRYING, ReplicaState.RUNNING);
    }
  }

  void failed(String what, RuntimeException error) {
    counters.errors.increment();
    counters.failed(what, error);
    failing.add(what);
    status.change(ReplicaState.RUNNING, ReplicaState.RETRYING);
    events.tell(on -> on.onError(what, error));
  }

  void fenced(FencedWriterException cause) {
    if (status.fence(cause)) {
      counters.lastErrors.put("fenced", String.valueOf(cause.getMessage()));
      threads.end();
      events.tell(on -> on.onFenced(cause));
    }
  }

  void databaseClosed() {
    threads.end();
    status.change(ReplicaState.STOPPED);
  }

  private Optional<Proof> proof() {
    ReplicaSession now = session;
    return now == null ? Optional.empty() : now.proof();
  }

  /**
   * Does something at the destination, and keeps its error until it succeeds, whoever asked for it;
   * whoever finds the fence, the replica stops for good.
   */
  private <T> T noting(String what, Supplier<T> work) {
    try {
      T result = work.get();
      succeeded(what);
      return result;
    } catch (FencedWriterException e) {
      fenced(e);
      throw e;
    } catch (OperationCancelledException e) {
      throw e;
    } catch (RuntimeException e) {
      counters.failed(what, e);
      throw e;
    }
  }

  /** Nothing new is asked of a destination that has not answered. */
  private void refuseHung() {
    if (state() == ReplicaState.HUNG) {
      throw new DestinationException(
          client.url(),
          "a request",
          "has not ended since the replica was stopped: see why the destination does not answer",
          null);
    }
  }

  /** The session, claimed with the first use. */
  private ReplicaSession open() {
    status.refuseFenced();
    refuseHung();
    ReplicaSession now = session;
    if (now != null) {
      return now;
    }
    opening.lock();
    try {
      if (session == null) {
        session = ReplicaSession.open(client, database, options, counters, events, status::signal);
      }
      return Objects.requireNonNull(session);
    } finally {
      opening.unlock();
    }
  }
}
