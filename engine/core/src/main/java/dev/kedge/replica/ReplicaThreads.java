package dev.kedge.replica;

import dev.kedge.internal.io.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads of a replica's loops: they end after a round, that of the syncs after one more. One
 * that does not, as its destination does not answer, is interrupted and then given up.
 */
final class ReplicaThreads {

  private static final Duration UPKEEP = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final ReplicaOptions options;
  private final ReplicaMonitor monitor;
  private final Runnable whenAllEnded;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wake = lock.newCondition();
  private final Condition oneEnded = lock.newCondition();
  private final List<Thread> running = new ArrayList<>();
  private boolean ended = true;
  private boolean givenUp;
  private long wakes;

  /**
   * Threads that don't run yet.
   *
   * @param whenAllEnded called on the last of them when it ends
   */
  ReplicaThreads(ReplicaOptions options, ReplicaMonitor monitor, Runnable whenAllEnded) {
    this.options = options;
    this.monitor = monitor;
    this.whenAllEnded = whenAllEnded;
  }

  void start() {
    lock.lock();
    try {
      ended = false;
      givenUp = false;
      // Each on its own, so that whatever hangs does not keep the others from their work.
      start("sync", options.syncInterval(), monitor::syncRound, monitor::lastRound);
      start("upkeep", UPKEEP, monitor::upkeepRound, () -> {});
      start("watch", UPKEEP, monitor::watchRound, () -> {});
    } finally {
      lock.unlock();
    }
  }

  private void start(String what, Duration interval, Runnable round, Runnable last) {
    Thread thread =
        new Thread(() -> run(interval, round, last), "kedge-" + what + "-" + options.name());
    thread.setDaemon(true);
    running.add(thread);
    thread.start();
  }

  private void run(Duration interval, Runnable round, Runnable last) {
    try {
      while (!isEnded()) {
        long seen = wakes();
        round.run();
        await(interval, seen);
      }
      if (!isGivenUp()) {
        last.run();
      }
    } finally {
      leave();
    }
  }

  private void leave() {
    boolean all;
    lock.lock();
    try {
      running.remove(Thread.currentThread());
      all = running.isEmpty();
      oneEnded.signalAll();
    } finally {
      lock.unlock();
    }
    if (all) {
      whenAllEnded.run();
    }
  }

  /** Whether threads that run are to end. */
  boolean isEnding() {
    lock.lock();
    try {
      return ended && !running.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private boolean isEnded() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  private boolean isGivenUp() {
    lock.lock();
    try {
      return givenUp;
    } finally {
      lock.unlock();
    }
  }

  private long wakes() {
    lock.lock();
    try {
      return wakes;
    } finally {
      lock.unlock();
    }
  }

  private void await(Duration interval, long seen) {
    lock.lock();
    try {
      long left = interval.toNanos();
      while (!ended && wakes == seen && left > 0) {
        left = wake.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // They are interrupted only when they are to end, and end by the flag.
      Thread.interrupted();
    } finally {
      lock.unlock();
    }
  }

  /** Lets the next round begin at once. */
  void wake() {
    lock.lock();
    try {
      wakes++;
      wake.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets the threads end after their round. */
  void end() {
    lock.lock();
    try {
      ended = true;
      wake.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether none of them is running. */
  boolean areEnded() {
    lock.lock();
    try {
      return running.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the threads and waits for them; not for the one that calls.
   *
   * @return false if one did not end in time: it was interrupted, and is not waited for any more
   */
  boolean stop(Duration timeout) {
    end();
    lock.lock();
    try {
      if (awaitOthers(timeout)) {
        return true;
      }
      givenUp = true;
      others().forEach(Thread::interrupt);
      return awaitOthers(GRACE);
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitOthers(Duration timeout) {
    Waiting.upTo(
        timeout,
        nanos -> {
          long left = nanos;
          while (!others().isEmpty() && left > 0) {
            left = oneEnded.awaitNanos(left);
          }
          return others().isEmpty();
        });
    return others().isEmpty();
  }

  private List<Thread> others() {
    return running.stream().filter(one -> one != Thread.currentThread()).toList();
  }
}
