package dev.kedge.internal.store;

import dev.kedge.ArchiveException;
import dev.kedge.DatabaseClosedException;
import dev.kedge.OverflowPolicy;
import dev.kedge.WalArchive;
import dev.kedge.WalArchive.Range;
import dev.kedge.internal.io.Waiting;
import dev.kedge.internal.wal.SegmentInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands every range of the log to the archive before it is discarded: contiguous, at least once, on
 * a thread of its own and with a time limit. Until the archive has accepted a range, its log stays;
 * how much may stay is bounded by a policy.
 *
 * <p>Any thread may use it; one at a time archives.
 */
final class Archiver {

  /** How long a writer waits before it tries again to archive what keeps it waiting. */
  private static final long RETRY_NANOS = 200_000_000;

  private final Store store;
  private final InstanceKeeper instance;
  private final @Nullable WalArchive archive;
  private final ReentrantLock lock = new ReentrantLock();
  private final Object holes = new Object();
  private volatile @Nullable ArchiveAttempt attempt;
  private volatile boolean overLimit;
  private volatile boolean closing;
  private volatile @Nullable String lastFailure;

  Archiver(Store store, InstanceKeeper instance) {
    this.store = store;
    this.instance = instance;
    this.archive = store.options().walArchive();
  }

  /** The version through which the archive does not need the log. */
  long releasedThrough() {
    return archive == null ? Long.MAX_VALUE : instance.state().archivedVersion();
  }

  /** The last version that the archive has, -1 if there is no archive or it has none. */
  long archivedVersion() {
    return archive == null ? -1 : instance.state().archivedVersion();
  }

  /** What the last attempt failed with, null if it succeeded. */
  @Nullable String lastFailure() {
    return lastFailure;
  }

  /**
   * Offers what the archive has not got, through the last checkpoint.
   *
   * @return why it was not accepted, or null if there is nothing left to archive
   */
  @Nullable ArchiveException archive(Duration timeout) {
    WalArchive sink = archive;
    if (sink == null) {
      return null;
    }
    lock.lock();
    try {
      checkNotClosing();
      return archive(sink, () -> timeout);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Offers the rest when the database is closed: nobody offers anything or waits afterwards. An
   * attempt that is under way is ended if it takes longer than all of this may.
   */
  void archiveLast(Duration timeout) {
    closing = true;
    WalArchive sink = archive;
    if (sink == null) {
      return;
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    if (!Waiting.upTo(timeout, nanos -> lock.tryLock(nanos, TimeUnit.NANOSECONDS))) {
      cancel();
      lock.lock();
    }
    try {
      archive(sink, () -> Duration.ofNanos(deadline - System.nanoTime()));
    } finally {
      lock.unlock();
    }
  }

  private void checkNotClosing() {
    if (closing) {
      throw new DatabaseClosedException(store.path() + " is being closed");
    }
  }

  private @Nullable ArchiveException archive(WalArchive sink, Supplier<Duration> timeout) {
    try {
      long through = store.pages().metas().newest().version();
      for (Range range : ranges(start(), through)) {
        store(sink, range, timeout.get());
        instance.update(state -> state.withArchived(range.lastVersion()));
        enforceLimit();
      }
      lastFailure = null;
      enforceLimit();
      return null;
    } catch (ArchiveException e) {
      lastFailure = e.getMessage();
      store
          .notifier()
          .tell(on -> on.onArchiveFailure(String.valueOf(e.getMessage()), e.getCause()));
      enforceLimit();
      return e;
    }
  }

  /** The version after which the next range begins; a hole before it is reported. */
  private long start() {
    synchronized (holes) {
      long archived = instance.state().archivedVersion();
      long held = store.log().firstVersion() - 1;
      if (archived >= 0 && archived < held) {
        reportHole(archived, held);
      }
      return Math.max(archived, held);
    }
  }

  private void reportHole(long archived, long held) {
    Range lost = new Range(store.published().generation(), archived + 1, held);
    store.notifier().tell(listener -> listener.onArchiveHole(lost));
    instance.update(state -> state.withArchived(held));
  }

  /** What has to be archived: a range for each segment, so that none spans two generations. */
  private List<Range> ranges(long after, long through) {
    List<Range> ranges = new ArrayList<>();
    for (SegmentInfo segment : store.log().segments()) {
      long first = Math.max(segment.firstVersion(), after + 1);
      long last = Math.min(segment.lastVersion(), through);
      if (first <= last) {
        ranges.add(new Range(segment.generation(), first, last));
      }
    }
    return ranges;
  }

  private void store(WalArchive sink, Range range, Duration timeout) {
    ArchiveAttempt before = attempt;
    if (before != null && before.isAbandoned()) {
      throw new ArchiveException(
          "the archive has not come back from an earlier range: its log is kept", null);
    }
    ArchiveEvent event = new ArchiveEvent();
    event.begin();
    ArchiveAttempt current = new ArchiveAttempt(store, sink, range);
    attempt = current;
    try {
      current.run(timeout);
      event.accepted = true;
    } finally {
      event.firstVersion = range.firstVersion();
      event.lastVersion = range.lastVersion();
      event.commit();
    }
  }

  /**
   * Looks whether too much log is kept for the archive alone: makes writers wait, or gives it up.
   * Called whenever that may have changed, after a checkpoint and after each attempt, so that the
   * limit holds while an attempt takes its time.
   */
  void enforceLimit() {
    if (archive == null) {
      return;
    }
    boolean exceeded = keptBytes() > store.options().archiveLimitBytes();
    if (exceeded && store.options().archiveOverflow() == OverflowPolicy.DROP) {
      giveUp();
      exceeded = false;
    }
    overLimit = exceeded;
  }

  /** The log that a checkpoint has made needless, in whole segments. */
  private long keptBytes() {
    long archived = instance.state().archivedVersion();
    long checkpoint = store.pages().metas().newest().version();
    if (archived >= checkpoint) {
      return 0;
    }
    return store.log().segments().stream()
        .filter(segment -> segment.lastVersion() > archived && segment.firstVersion() <= checkpoint)
        .mapToLong(SegmentInfo::bytes)
        .sum();
  }

  private void giveUp() {
    cancel(ArchiveAttempt::giveUp);
    synchronized (holes) {
      long from = start();
      long through = store.pages().metas().oldestVersion();
      if (through > from) {
        reportHole(from, through);
      }
    }
  }

  /** Lets a writer try to archive itself, and wait, as long as too much log is kept. */
  void awaitRoom() {
    if (!overLimit) {
      return;
    }
    long start = System.nanoTime();
    boolean interrupted = false;
    try {
      while (overLimit) {
        checkNotClosing();
        store.fence().checkWritable();
        if (!archiveUnlessBusy()) {
          interrupted |= Thread.interrupted();
          LockSupport.parkNanos(this, RETRY_NANOS);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    long waited = System.nanoTime() - start;
    if (store.stats().countStall(waited)) {
      store.notifier().tell(listener -> listener.onWriteStall(Duration.ofNanos(waited)));
    }
  }

  /** Whether the archive took everything; not tried while somebody else does. */
  private boolean archiveUnlessBusy() {
    WalArchive sink = archive;
    if (sink == null || !lock.tryLock()) {
      return false;
    }
    try {
      checkNotClosing();
      return !overLimit || archive(sink, store.options()::archiveTimeout) == null;
    } finally {
      lock.unlock();
    }
  }

  /** Ends an attempt that is under way. */
  void cancel() {
    cancel(ArchiveAttempt::cancel);
  }

  private void cancel(Consumer<ArchiveAttempt> how) {
    ArchiveAttempt current = attempt;
    if (current != null) {
      how.accept(current);
    }
  }
}
