package dev.kedge;

import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.FaultStorage.Op;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets a commit in, now and then, just before the database file is written or read: on a thread of
 * its own, which is waited for until it is done, or itself waits for whoever writes. So what
 * happens at the same time as a checkpoint, a backup or a compaction does not depend on how threads
 * are scheduled.
 */
final class Interloper implements FaultStorage.Injector {

  private final CutTrap trap;
  private final Random random;
  private final Runnable commit;
  private @Nullable Thread thread;
  private volatile @Nullable Throwable failure;
  private volatile boolean busy;
  private boolean ended;

  /**
   * One of them.
   *
   * @param trap what else sees the operations
   * @param commit makes one commit
   */
  Interloper(CutTrap trap, Random random, Runnable commit) {
    this.trap = trap;
    this.random = random;
    this.commit = commit;
  }

  @Override
  public void before(Op op, Path path) {
    boolean fileUsed = op == Op.WRITE || op == Op.FORCE || op == Op.READ;
    if (fileUsed && path.getFileName().toString().startsWith("app.kv")) {
      Thread begun = begin();
      while (begun != null && !isDoneOrWaits(begun)) {
        LockSupport.parkNanos(1000);
      }
    }
    trap.before(op, path);
  }

  private static boolean isDoneOrWaits(Thread begun) {
    Thread.State state = begun.getState();
    return state == Thread.State.TERMINATED || state == Thread.State.WAITING;
  }

  private synchronized @Nullable Thread begin() {
    if (ended || busy || trap.isDead() || random.nextInt(3) != 0) {
      return null;
    }
    busy = true;
    Thread begun = new Thread(this::run, "interloper");
    thread = begun;
    begun.start();
    return begun;
  }

  private void run() {
    try {
      commit.run();
      busy = false;
    } catch (Throwable e) {
      failure = e;
    }
  }

  private synchronized @Nullable Thread end() {
    ended = true;
    return thread;
  }

  /** Lets no more commits in, and waits for the last; fails if one failed while there was power. */
  void join() {
    Thread last = end();
    try {
      if (last != null) {
        last.join();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    Throwable why = failure;
    if (why != null && !(why instanceof KedgeException && trap.isDead())) {
      throw new AssertionError("a commit that came in between failed", why);
    }
  }
}
