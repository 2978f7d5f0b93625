package dev.kedge.internal.store;

import dev.kedge.Commit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings commits of many threads together into groups. Commits are pushed to a stack without a
 * lock; the thread that finds nobody leading takes the whole stack as its group, writes it, hands
 * the lead to the first that arrived meanwhile and only then wakes its group. So the log is never
 * idle while commits wait, and a lone thread commits without any hand-over.
 */
final class CommitQueue {

  private final AtomicReference<@Nullable PendingCommit> newest = new AtomicReference<>();
  private final AtomicBoolean led = new AtomicBoolean();
  private final Consumer<List<PendingCommit>> committer;

  /**
   * A queue.
   *
   * @param committer decides every commit of a group it is given, in order, and throws nothing;
   *     called by one thread at a time
   */
  CommitQueue(Consumer<List<PendingCommit>> committer) {
    this.committer = committer;
  }

  /** Commits, and returns or throws what became of it. */
  Commit submit(PendingCommit commit) {
    push(commit);
    if (led.compareAndSet(false, true) || commit.awaitLead()) {
      lead(commit);
    }
    return commit.result();
  }

  private void push(PendingCommit commit) {
    PendingCommit top;
    do {
      top = newest.get();
      commit.previous = top;
    } while (!newest.compareAndSet(top, commit));
  }

  private void lead(PendingCommit own) {
    List<PendingCommit> group = take();
    committer.accept(group);
    handOver();
    for (PendingCommit commit : group) {
      if (commit != own) {
        commit.release();
      }
    }
  }

  private List<PendingCommit> take() {
    List<PendingCommit> group = new ArrayList<>();
    for (PendingCommit next = newest.getAndSet(null); next != null; next = next.previous) {
      group.add(next);
    }
    Collections.reverse(group);
    return group;
  }

  private void handOver() {
    while (true) {
      PendingCommit first = newest.get();
      if (first != null) {
        PendingCommit before = first.previous;
        while (before != null) {
          first = before;
          before = first.previous;
        }
        first.appoint();
        return;
      }
      led.set(false);
      if (newest.get() == null || !led.compareAndSet(false, true)) {
        return;
      }
    }
  }
}
