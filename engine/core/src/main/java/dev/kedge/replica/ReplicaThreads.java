package dev.kedge.replica;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The threads of a replica's loops. They are not interrupted: they end after a round. */
final class ReplicaThreads {

  private static final Duration UPKEEP = Duration.ofSeconds(1);

  private final ReplicaOptions options;
  private final ReplicaMonitor monitor;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wake = lock.newCondition();
  private List<Thread> running = List.of();
  private boolean ended = true;
  private long wakes;

  ReplicaThreads(ReplicaOptions options, ReplicaMonitor monitor) {
    this.options = options;
    this.monitor = monitor;
  }

  void start() {
    lock.lock();
    try {
      ended = false;
      List<Thread> threads = new ArrayList<>();
      threads.add(thread("sync", options.syncInterval(), monitor::syncRound));
      threads.add(thread("upkeep", UPKEEP, monitor::upkeepRound));
      running = threads;
      threads.forEach(Thread::start);
    } finally {
      lock.unlock();
    }
  }

  private Thread thread(String what, Duration interval, Runnable round) {
    Thread thread = new Thread(() -> loop(interval, round), "kedge-" + what + "-" + options.name());
    thread.setDaemon(true);
    return thread;
  }

  private void loop(Duration interval, Runnable round) {
    while (!isEnded()) {
      long seen = wakes();
      round.run();
      await(interval, seen);
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
      // Nobody has a reason to interrupt these threads; they end by the flag.
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

  /** Ends the threads and waits for them; not for the one that calls. */
  void stop() {
    end();
    boolean interrupted = false;
    for (Thread thread : running) {
      while (thread != Thread.currentThread() && thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
