package dev.kedge.internal.store;

import dev.kedge.internal.io.Waiting;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Does what is due without anybody asking: one thread checkpoints; another archives, so that no
 * checkpoint waits for that; a third forces commits of durability NORMAL within their interval and
 * prepares log segments in advance.
 *
 * <p>Without threads, as tests have it, the thread that commits does it before its commit.
 */
final class Background {

  private static final Logger LOG = System.getLogger("dev.kedge");

  /** How often the clock is looked at for a checkpoint that only time makes due. */
  private static final long TICK_NANOS = 1_000_000_000;

  private final Store store;
  private final boolean withThreads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition checkpointDue = lock.newCondition();
  private final Condition archiveDue = lock.newCondition();
  private final Condition syncDue = lock.newCondition();
  private final Thread checkpoints;
  private final Thread archives;
  private final Thread syncs;
  private final Set<String> failing = ConcurrentHashMap.newKeySet();
  private volatile boolean archiveWanted;
  private volatile boolean syncWanted;
  private volatile boolean ended;

  Background(Store store, boolean withThreads) {
    this.store = store;
    this.withThreads = withThreads;
    String name = String.valueOf(store.path().getFileName());
    this.checkpoints = new Thread(this::runCheckpoints, "kedge-checkpoint-" + name);
    this.syncs = new Thread(this::runSyncs, "kedge-sync-" + name);
    this.archives = new Thread(this::runArchives, "kedge-archiver-" + name);
    checkpoints.setDaemon(true);
    archives.setDaemon(true);
    syncs.setDaemon(true);
  }

  /** Begins, once the store is complete. */
  void start() {
    if (withThreads) {
      checkpoints.start();
      if (store.options().walArchive() != null) {
        archives.start();
      }
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
        attempt("checkpoint", store::checkpointOnly);
        archiveWanted = true;
        signal(archiveDue);
      }
    }
  }

  private void runArchives() {
    while (!ended) {
      await(archiveDue, TICK_NANOS, () -> !archiveWanted);
      if (!ended && archiveWanted) {
        archiveWanted = false;
        attempt("archiving the log", store::archive);
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

  /**
   * What fails here is told to whoever next needs it: writers that must wait for a checkpoint. It
   * is logged when it begins to fail, and when that is over.
   */
  private void attempt(String what, Runnable work) {
    try {
      work.run();
      if (failing.remove(what)) {
        LOG.log(Level.WARNING, store.path() + ": " + what + " works again");
      }
    } catch (RuntimeException | Error e) {
      if (!store.fence().isRaised() && failing.add(what)) {
        LOG.log(Level.WARNING, store.path() + ": " + what + " failed, and is tried again", e);
      }
      await(checkpointDue, TICK_NANOS, () -> true);
    }
  }

  /** Ends the threads, waiting for what they do. */
  void close() {
    lock.lock();
    try {
      ended = true;
      checkpointDue.signalAll();
      archiveDue.signalAll();
      syncDue.signalAll();
    } finally {
      lock.unlock();
    }
    if (withThreads) {
      if (!Waiting.join(archives, store.options().closeTimeout())) {
        store.keeper().archiver().cancel();
      }
      List.of(archives, checkpoints, syncs)
          .forEach(thread -> Waiting.join(thread, Waiting.FOR_EVER));
    }
  }
}
