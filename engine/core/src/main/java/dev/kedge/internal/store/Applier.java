package dev.kedge.internal.store;

import dev.kedge.ApplyResult;
import dev.kedge.ProgressListener;
import dev.kedge.Role;
import dev.kedge.internal.wal.LogRecord;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Applies shipped log to a read replica: at the primary's versions, only what continues what the
 * replica has, and nothing that is damaged or of another history. One stream at a time is applied.
 */
public final class Applier {

  private final Store store;
  private final ReentrantLock lock = new ReentrantLock();
  private final LogIntake.Receiver receiver = new IntoReplica();

  Applier(Store store) {
    this.store = store;
  }

  /** Held while a stream is applied, and while the replica is promoted. */
  ReentrantLock lock() {
    return lock;
  }

  /** Applies a stream; see {@code dev.kedge.Database#applyWal}. */
  public ApplyResult apply(InputStream in, ApplyTarget target, ProgressListener listener) {
    return apply(in, "the shipped log", target, listener);
  }

  /** As above, of a stream that has a name. */
  ApplyResult apply(InputStream in, String name, ApplyTarget target, ProgressListener listener) {
    ApplyResult result = applyOne(in, name, target, listener);
    if (!result.reachedTarget()) {
      throw target.outside(
          store.published(), "the end of the shipped log, which is applied: " + result.position());
    }
    return result;
  }

  /** Applies a stream that need not reach the target. */
  ApplyResult applyOne(InputStream in, String name, ApplyTarget target, ProgressListener listener) {
    lock.lock();
    try {
      checkReplica();
      target.refuseBefore(store.published());
      return take(in, name, target, listener);
    } finally {
      lock.unlock();
    }
  }

  private void checkReplica() {
    store.fence().checkWritable();
    if (store.role() != Role.REPLICA) {
      throw new IllegalStateException(
          store.path()
              + " is a primary: shipped log is applied to a database opened as a read"
              + " replica");
    }
  }

  private ApplyResult take(
      InputStream in, String name, ApplyTarget target, ProgressListener listener) {
    long start = System.nanoTime();
    ApplyEvent event = new ApplyEvent();
    event.begin();
    long limit = store.options().maxTransactionBytes();
    LogIntake intake = new LogIntake(receiver, in, name, limit, target, listener);
    try {
      intake.run();
    } finally {
      event.version = store.published().version();
      event.applied = intake.applied();
      event.commit();
    }
    Published state = store.published();
    return new ApplyResult(
        state.position(),
        intake.applied(),
        intake.skipped(),
        state.version() == 0 ? null : Micros.instant(state.timeMicros()),
        intake.isReached(),
        Duration.ofNanos(System.nanoTime() - start));
  }

  /** The replica, which makes durable what it takes. */
  private final class IntoReplica implements LogIntake.Receiver {

    @Override
    public Path path() {
      return store.path();
    }

    @Override
    public Published state() {
      return store.published();
    }

    @Override
    public OptionalLong historyAt(long version) {
      return store.log().historyAt(version);
    }

    @Override
    public void take(List<LogRecord> records, long generation) {
      store.throttle().await();
      store.background().beforeCommit();
      store.commitLock().lock();
      try {
        store.fence().checkWritable();
        if (generation != store.log().generation()) {
          store.log().beginGeneration(generation);
        }
        store.committer().replicate(records);
      } finally {
        store.commitLock().unlock();
      }
    }
  }
}
