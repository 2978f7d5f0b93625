package dev.kedge.internal.store;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Does what is due without anybody asking: one thread checkpoints, another forces commits of
 * durability NORMAL within their interval and prepares log segments in advance.
 *
 * <p>Without threads, as tests have it, the thread that commits does both before its commit.
 */
final class Background {

  private static final Logger LOG = System.getLogger("dev.kedge");

  /** How often the clock is looked at for a checkpoint that only time makes due. */
  private static final long TICK_NANOS = 1_000_000_000;

  private final Store store;
  private final boolean withThreads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition checkpointDue = lock.newCondition();
  private final Condition syncDue = lock.newCondition();
  private final Thread checkpoints;
  private final Thread syncs;
  private volatile boolean failing;
  private volatile boolean syncWanted;
  private volatile boolean ended;

  Background(Store store, boolean withThreads) {
    this.store = store;
    this.withThreads = withThreads;
    String name = String.valueOf(store.path().getFileName());
    this.checkpoints = new Thread(this::runCheckpoints, "kedge-checkpoint-" + name);
    this.syncs = new Thread(this::runSyncs, "kedge-sync-" + name);
    checkpoints.setDaemon(true);
    syncs.setDaemon(true);
  }

  /** Begins, once the store is complete. */
  void start() {
    if (withThreads) {
      checkpoints.start();
      syncs.start();
    }
  }

  /** Asks for a force of the log within the interval. */
  void wantSync() {
    if (!syncWanted) {
      syncWanted = true;
      signal(syncDue);
    }
  }

  /** After a commit: wakes the threads if there is work for them. */
  void afterPublish() {
    if (!withThreads) {
      return;
    }
    if (store.checkpointer().isDue()) {
      signal(checkpointDue);
    }
    if (store.log().needsSpare()) {
      signal(syncDue);
    }
  }

  private void signal(Condition condition) {
    lock.lock();
    try {
      condition.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Before a commit, with no lock held: without threads, does what is due. */
  void beforeCommit() {
    if (withThreads || store.options().readOnly()) {
      return;
    }
    if (store.checkpointer().isDue()) {
      store.checkpoint();
    }
    if (syncWanted) {
      syncWanted = false;
      store.forceLog();
    }
  }

  private void runCheckpoints() {
    while (!ended) {
      await(checkpointDue, TICK_NANOS, () -> !store.checkpointer().isDue());
      if (!ended && store.checkpointer().isDue()) {
        attempt("checkpoint", store::checkpoint);
      }
    }
  }

  private void runSyncs() {
    while (!ended) {
      await(syncDue, TICK_NANOS, () -> !syncWanted && !store.log().needsSpare());
      if (store.log().needsSpare()) {
        attempt("preparing a log segment", store.log()::prepareSpare);
      }
      if (syncWanted) {
        await(syncDue, store.options().normalSyncInterval().toNanos(), () -> true);
        syncWanted = false;
        attempt("log force", store::forceLog);
      }
    }
  }

  private void await(Condition condition, long nanos, BooleanSupplier idle) {
    lock.lock();
    try {
      long left = nanos;
      while (!ended && left > 0 && idle.getAsBoolean()) {
        left = condition.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // Nobody has a reason to interrupt these threads; they end by the flag.
      Thread.interrupted();
    } finally {
      lock.unlock();
    }
  }

  /** What fails here is told to whoever next needs it: writers that must wait for a checkpoint. */
  private void attempt(String what, Runnable work) {
    try {
      work.run();
      failing = false;
    } catch (RuntimeException | Error e) {
      if (!failing && !store.fence().isRaised()) {
        LOG.log(Level.WARNING, store.path() + ": " + what + " failed, and is tried again", e);
      }
      failing = true;
      await(checkpointDue, TICK_NANOS, () -> true);
    }
  }

  /** Ends the threads, waiting for what they do. */
  void close() {
    lock.lock();
    try {
      ended = true;
      checkpointDue.signalAll();
      syncDue.signalAll();
    } finally {
      lock.unlock();
    }
    if (withThreads) {
      long patience = Math.max(1, store.options().closeTimeout().toMillis());
      Joining.join(checkpoints, patience);
      if (checkpoints.isAlive()) {
        store.keeper().archiver().cancel();
      }
      Joining.join(checkpoints, 0);
      Joining.join(syncs, 0);
    }
  }
}
