package dev.kedge.internal.store;

import dev.kedge.Commit;
import dev.kedge.Durability;
import dev.kedge.internal.wal.HistoryHash;
import dev.kedge.internal.wal.Op;
import dev.kedge.internal.wal.OpCodec;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A commit on its way: made by the thread that commits, which encodes it, then handed to whichever
 * thread leads the group it falls into.
 */
final class PendingCommit {

  /** What the thread that waits shall do. */
  private enum State {
    WAITING,
    LEAD,
    DONE
  }

  /** Stands for "no snapshot": a write that read nothing conflicts with nobody. */
  static final long BLIND = -1;

  private final List<Op> ops;
  private final byte[] encoded;
  private final long opsHash;
  private final Durability durability;
  private final long snapshot;
  private final @Nullable WriteSet writes;
  private final long submittedNanos = System.nanoTime();
  private final Thread thread = Thread.currentThread();
  private volatile State state = State.WAITING;
  private @Nullable Commit assigned;
  private @Nullable Commit commit;
  private @Nullable RuntimeException failure;

  /** The one that was submitted before it; used by the queue alone. */
  @Nullable PendingCommit previous;

  private PendingCommit(
      List<Op> ops, Durability durability, long snapshot, @Nullable WriteSet writes) {
    this.ops = ops;
    this.durability = durability;
    this.snapshot = snapshot;
    this.writes = writes;
    this.encoded = OpCodec.encode(ops);
    this.opsHash = HistoryHash.opsHash(encoded, 0, encoded.length);
  }

  /** A commit of operations that depend on nothing that was read. */
  static PendingCommit blind(List<Op> ops, Durability durability) {
    return new PendingCommit(ops, durability, BLIND, null);
  }

  /** A commit of a transaction that read the state of {@code snapshot}. */
  static PendingCommit of(List<Op> ops, Durability durability, long snapshot, WriteSet writes) {
    return new PendingCommit(ops, durability, snapshot, writes);
  }

  List<Op> ops() {
    return ops;
  }

  /** Keys that count as written though they are not. */
  List<byte[]> locked() {
    return writes == null ? List.of() : writes.locked();
  }

  byte[] encoded() {
    return encoded;
  }

  long opsHash() {
    return opsHash;
  }

  Durability durability() {
    return durability;
  }

  long snapshot() {
    return snapshot;
  }

  @Nullable WriteSet writes() {
    return writes;
  }

  long submittedNanos() {
    return submittedNanos;
  }

  /** Notes what it will be answered if its group is written. */
  void assign(long version, long timeMicros) {
    assigned = new Commit(version, Micros.instant(timeMicros));
  }

  /** Says that it ended as assigned. {@link #release} then wakes the thread. */
  void succeed() {
    commit = assigned;
  }

  /** Says how it ended. {@link #release} then wakes the thread. */
  void fail(RuntimeException cause) {
    failure = cause;
  }

  boolean isDecided() {
    return commit != null || failure != null;
  }

  /** Lets the thread that waits go on with the outcome. */
  void release() {
    state = State.DONE;
    LockSupport.unpark(thread);
  }

  /** Makes the thread that waits the leader of the next group. */
  void appoint() {
    state = State.LEAD;
    LockSupport.unpark(thread);
  }

  /**
   * Waits, whatever interrupts come; they are kept for the caller.
   *
   * @return whether the thread has to lead; if not, the commit is decided
   */
  boolean awaitLead() {
    boolean interrupted = false;
    while (state == State.WAITING) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      thread.interrupt();
    }
    return state == State.LEAD;
  }

  /** The outcome, once decided. */
  Commit result() {
    RuntimeException cause = failure;
    if (cause != null) {
      throw cause;
    }
    Commit result = commit;
    if (result == null) {
      throw new AssertionError("a decided commit has an outcome");
    }
    return result;
  }
}
