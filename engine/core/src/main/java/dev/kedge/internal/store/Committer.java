package dev.kedge.internal.store;

import dev.kedge.ConflictException;
import dev.kedge.Durability;
import dev.kedge.KedgeException;
import dev.kedge.Outcome;
import dev.kedge.internal.btree.TreeEdit;
import dev.kedge.internal.wal.HistoryHash;
import dev.kedge.internal.wal.LogGroup;
import dev.kedge.internal.wal.LogRecord;
import dev.kedge.internal.wal.Op;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes groups of commits durable and visible: conflict check, version and time; written to the log
 * with one write; forced, if one of them asks for it; published; only then is any of them answered.
 *
 * <p>Called by the leader of the commit queue, and by whoever applies shipped log; the store's
 * commit lock keeps them apart.
 */
final class Committer {

  /** Groups are cut at about this size, so that a group of large commits does not fill the heap. */
  private static final long GROUP_BYTES = 4 << 20;

  private final Store store;
  private final LogGroup group = new LogGroup();

  Committer(Store store) {
    this.store = store;
  }

  /** Decides all commits of a group. */
  void commit(List<PendingCommit> commits) {
    store.commitLock().lock();
    try {
      int from = 0;
      while (from < commits.size()) {
        int to = from;
        long bytes = 0;
        do {
          bytes += commits.get(to++).encoded().length;
        } while (to < commits.size() && bytes + commits.get(to).encoded().length <= GROUP_BYTES);
        commitOrIsolate(commits.subList(from, to));
        from = to;
      }
    } finally {
      store.commitLock().unlock();
    }
  }

  /** A commit that meets a damaged page must not fail those that share its group. */
  private void commitOrIsolate(List<PendingCommit> commits) {
    try {
      commitGroup(commits);
    } catch (RuntimeException | Error e) {
      List<PendingCommit> undecided = new ArrayList<>(commits);
      undecided.removeIf(PendingCommit::isDecided);
      RuntimeException failure = failed(e);
      if (undecided.size() > 1 && !store.fence().isRaised()) {
        undecided.forEach(commit -> commitOrIsolate(List.of(commit)));
      } else {
        undecided.forEach(commit -> commit.fail(failure));
      }
    }
  }

  /** What to throw for a failure; fences if the log has what is not published now. */
  private RuntimeException failed(Throwable e) {
    boolean written = store.log().lastVersion() > store.published().version();
    if (written && !store.fence().isRaised()) {
      store.fence().raise(e);
      return store.fence().fenced(Outcome.UNKNOWN, e);
    }
    if (e instanceof InternalError error) {
      return store.mapFailed(error);
    }
    if (e instanceof Error) {
      // Such as a heap that is too small; the group was not written.
      return new KedgeException(store.path() + ": the commit failed and is not made: " + e, e);
    }
    return Failures.typed(e, store.path());
  }

  private void commitGroup(List<PendingCommit> commits) {
    store.fence().checkWritable();
    store.beginOwnGeneration();
    CommitGroupEvent event = new CommitGroupEvent();
    event.begin();
    Published base = store.published();
    TreeEdit edit = edit(base);
    Map<Long, PendingCommit> accepted = new LinkedHashMap<>();
    List<PendingCommit> winners = new ArrayList<>(commits.size());
    Durability durability = Durability.OFF;
    long version = base.version();
    // Before the first commit there is no time that the clock could be behind.
    long time = base.version() == 0 ? Long.MIN_VALUE : base.timeMicros();
    long history = base.history();
    group.clear();
    for (PendingCommit commit : commits) {
      if (!passes(commit, accepted)) {
        continue;
      }
      version++;
      time = store.clock().after(time);
      history = HistoryHash.next(history, version, time, commit.opsHash());
      commit.ops().forEach(op -> apply(edit, op));
      group.add(version, time, history, commit.encoded(), 0, commit.encoded().length);
      commit.assign(version, time);
      accepted.put(version, commit);
      winners.add(commit);
      durability = strongest(durability, commit.durability());
    }
    if (winners.isEmpty()) {
      return;
    }
    append(durability == Durability.FULL);
    publish(edit, version, time, history);
    answer(winners);
    event.lastVersion = version;
    event.commits = winners.size();
    event.bytes = group.bytes();
    event.forced = durability == Durability.FULL;
    event.commit();
    accepted.forEach(store.conflicts()::record);
    store.conflicts().trim(version);
    store.noteUnforced(durability == Durability.NORMAL);
  }

  private TreeEdit edit(Published base) {
    return new TreeEdit(
        base.pages(),
        base.root(),
        base.entries(),
        base.version(),
        store.checkpointer().frozenVersion());
  }

  private static Durability strongest(Durability a, Durability b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private boolean passes(PendingCommit commit, Map<Long, PendingCommit> accepted) {
    WriteSet writes = commit.writes();
    if (writes == null) {
      return true;
    }
    try {
      store.conflicts().check(writes, commit.snapshot(), accepted);
      return true;
    } catch (ConflictException e) {
      store.stats().conflicts.increment();
      commit.fail(e);
      return false;
    }
  }

  static void apply(TreeEdit edit, Op op) {
    byte[] value = op.value();
    switch (op.type()) {
      case PUT -> edit.put(op.key(), Objects.requireNonNull(value));
      case DELETE -> edit.delete(op.key());
      case DELETE_RANGE -> edit.deleteRange(op.key(), value);
    }
  }

  /** Writes the group, and forces it if asked. */
  private void append(boolean force) {
    try {
      store.log().append(group);
    } catch (RuntimeException | Error e) {
      if (store.log().isBroken()) {
        store.fence().raise(e);
        throw store.fence().fenced(Outcome.UNKNOWN, e);
      }
      throw e;
    }
    markLogRequired();
    if (force) {
      force();
    }
  }

  /**
   * Not before the append: a crash in between would leave a file that requires a log there isn't.
   */
  private void markLogRequired() {
    try {
      store.markLogRequired();
    } catch (RuntimeException | Error e) {
      throw store.fence().fenced(Outcome.UNKNOWN, e);
    }
  }

  private void force() {
    try {
      store.forceLog();
    } catch (KedgeException e) {
      throw store.fence().fenced(Outcome.UNKNOWN, e);
    }
  }

  private void publish(TreeEdit edit, long version, long time, long history) {
    edit.publish(version, store.allocator());
    Published before = store.published();
    long generation = store.log().generation();
    Published lineage =
        generation == before.generation() ? before : before.inGeneration(generation);
    store.publish(
        new Published(
            before.pages(),
            edit.root(),
            edit.entries(),
            generation,
            lineage.ancestors(),
            version,
            time,
            history),
        edit);
    if (generation != before.generation()) {
      store.notifier().tell(on -> on.onGenerationForked(before.position(), generation));
    }
  }

  private void answer(List<PendingCommit> winners) {
    store.stats().countGroup(winners.size(), group.bytes());
    long now = System.nanoTime();
    for (PendingCommit commit : winners) {
      commit.succeed();
      store.stats().commitLatency.record(now - commit.submittedNanos());
    }
  }

  /**
   * Takes over commits of the primary as they are: same versions, times and history checksums; they
   * are durable when they are seen. Called under the commit lock.
   *
   * @param records the commits that follow the published one
   */
  void replicate(List<LogRecord> records) {
    try {
      replicateGroup(records);
    } catch (RuntimeException | Error e) {
      throw failed(e);
    }
  }

  private void replicateGroup(List<LogRecord> records) {
    Published base = store.published();
    TreeEdit edit = edit(base);
    OpBatch ops = new OpBatch();
    group.clear();
    for (LogRecord record : records) {
      record.ops().forEach(ops::add);
      group.add(
          record.version(),
          record.timeMicros(),
          record.history(),
          record.buffer(),
          record.opsOffset(),
          record.opsLength());
    }
    ops.drainTo(op -> apply(edit, op));
    append(true);
    LogRecord last = records.get(records.size() - 1);
    publish(edit, last.version(), last.timeMicros(), last.history());
    store.stats().countGroup(records.size(), group.bytes());
  }
}
