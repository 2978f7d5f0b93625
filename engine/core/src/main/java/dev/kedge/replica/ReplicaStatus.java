package dev.kedge.replica;

import dev.kedge.FencedWriterException;
import dev.kedge.internal.io.Waiting;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a replica is doing: tells the listener of each change, and lets others wait until something
 * is so. Once it is fenced, that stays.
 *
 * <p>All methods may be called from any thread.
 */
final class ReplicaStatus {

  private final ReplicaEvents events;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile ReplicaState state = ReplicaState.STOPPED;
  private volatile @Nullable FencedWriterException fence;

  ReplicaStatus(ReplicaEvents events) {
    this.events = events;
  }

  ReplicaState now() {
    return state;
  }

  boolean isRunning() {
    ReplicaState now = state;
    return now == ReplicaState.RUNNING || now == ReplicaState.RETRYING;
  }

  boolean isFenced() {
    return fence != null;
  }

  void refuseFenced() {
    FencedWriterException cause = fence;
    if (cause != null) {
      throw cause;
    }
  }

  /** Notes the fence that was found first; false if there was one already. */
  boolean fence(FencedWriterException cause) {
    lock.lock();
    try {
      if (fence != null) {
        return false;
      }
      fence = cause;
    } finally {
      lock.unlock();
    }
    change(ReplicaState.FENCED);
    return true;
  }

  /** Starts something if it is stopped, and is running then. */
  void start(Runnable work) {
    changeIf(state -> state == ReplicaState.STOPPED, ReplicaState.RUNNING, work);
  }

  /** Changes the state if it is the one expected: another thread may have found something else. */
  void change(ReplicaState before, ReplicaState next) {
    changeIf(state -> state == before, next, () -> {});
  }

  void change(ReplicaState next) {
    changeIf(state -> fence == null || next == ReplicaState.FENCED, next, () -> {});
  }

  private void changeIf(Predicate<ReplicaState> allowed, ReplicaState next, Runnable with) {
    lock.lock();
    try {
      if (!allowed.test(state)) {
        return;
      }
      state = next;
      with.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    events.tell(on -> on.onState(next));
  }

  /** Lets those who wait look again. */
  void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until something is so, which a change or a signal goes with, or the time is over. */
  void await(Duration timeout, BooleanSupplier so) {
    lock.lock();
    try {
      Waiting.upTo(
          timeout,
          nanos -> {
            long left = nanos;
            while (!so.getAsBoolean() && left > 0) {
              left = changed.awaitNanos(left);
            }
            return so.getAsBoolean();
          });
    } finally {
      lock.unlock();
    }
  }
}
