package dev.kedge.internal.store;

import dev.kedge.ConflictException;
import dev.kedge.internal.wal.Op;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which keys recent commits wrote, so that of two transactions that write the same key the second
 * to commit is refused (snapshot isolation, first committer wins).
 *
 * <p>Kept only as far back as the oldest open transaction, and within a bound: a transaction that
 * is older is refused, as nothing is known about what it missed.
 *
 * <p>{@link #begin} and {@link #end} may be called from any thread, the rest is done by the thread
 * that commits.
 */
final class ConflictLog {

  private static final int MAX_COMMITS = 1 << 16;
  private static final long MAX_BYTES = 32 << 20;

  private record Committed(long version, List<byte[]> keys, List<Op> ranges, long bytes) {}

  private final Deque<Committed> recent = new ArrayDeque<>();
  private final TreeMap<Long, Integer> open = new TreeMap<>();
  private long bytes;
  private long forgottenThrough;

  /** Starts when {@code version} is the last commit. */
  ConflictLog(long version) {
    forgottenThrough = version;
  }

  /** Notes a transaction. The snapshot it takes after this call must be at least as new. */
  synchronized void begin(long version) {
    open.merge(version, 1, Integer::sum);
  }

  /** Forgets a transaction noted with the same version. */
  synchronized void end(long version) {
    open.computeIfPresent(version, (key, count) -> count == 1 ? null : count - 1);
  }

  /**
   * Refuses a transaction if a commit after its snapshot wrote what it wrote.
   *
   * @param own what it wrote and locked
   * @param pending commits accepted before it that are not published yet, by their versions
   */
  synchronized void check(WriteSet own, long snapshot, Map<Long, PendingCommit> pending) {
    if (snapshot < forgottenThrough) {
      throw new ConflictException(
          "the transaction began at version "
              + snapshot
              + ", and what was written until version "
              + forgottenThrough
              + " is not known any more: begin it again");
    }
    pending.forEach((version, commit) -> refuse(own, version, committed(version, commit)));
    for (Iterator<Committed> i = recent.descendingIterator(); i.hasNext(); ) {
      Committed commit = i.next();
      if (commit.version <= snapshot) {
        break;
      }
      refuse(own, commit.version, commit);
    }
  }

  private static void refuse(WriteSet own, long version, Committed commit) {
    boolean conflict =
        commit.keys.stream().anyMatch(own::touches)
            || commit.ranges.stream().anyMatch(own::overlaps);
    if (conflict) {
      throw new ConflictException(
          "version "
              + version
              + " wrote or locked a key that this transaction writes or locks: begin it again");
    }
  }

  /** Notes commits that are about to be published, in the order of their versions. */
  synchronized void record(long version, PendingCommit commit) {
    Committed committed = committed(version, commit);
    recent.add(committed);
    bytes += committed.bytes;
  }

  /** Forgets what no open transaction, and none that begins from now on, can conflict with. */
  synchronized void trim(long published) {
    long needed = open.isEmpty() ? published : Math.min(published, open.firstKey());
    while (!recent.isEmpty()
        && (recent.peek().version <= needed || recent.size() > MAX_COMMITS || bytes > MAX_BYTES)) {
      Committed oldest = recent.remove();
      bytes -= oldest.bytes;
      forgottenThrough = oldest.version;
    }
  }

  private static Committed committed(long version, PendingCommit commit) {
    List<Op> ops = commit.ops();
    List<byte[]> keys = new ArrayList<>(ops.size() + commit.locked().size());
    List<Op> ranges = new ArrayList<>(0);
    long size = 64;
    for (Op op : ops) {
      if (op.type() == Op.Type.DELETE_RANGE) {
        ranges.add(op);
      } else {
        keys.add(op.key());
      }
      size += op.key().length + 32;
    }
    for (byte[] key : commit.locked()) {
      keys.add(key);
      size += key.length + 32;
    }
    return new Committed(version, keys, ranges, size);
  }
}
