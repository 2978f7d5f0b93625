package dev.kedge.internal.store;

import dev.kedge.ArchiveException;
import dev.kedge.DatabaseClosedException;
import dev.kedge.OverflowPolicy;
import dev.kedge.WalArchive;
import dev.kedge.WalArchive.Range;
import dev.kedge.internal.wal.SegmentInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
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
  private volatile @Nullable FutureTask<@Nullable Void> task;
  private @Nullable Thread running;
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
    if (!Joining.lock(lock, timeout)) {
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
      }
      lastFailure = null;
      overLimit = false;
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
    long archived = instance.state().archivedVersion();
    long held = store.log().firstVersion() - 1;
    if (archived >= 0 && archived < held) {
      reportHole(archived, held);
    }
    return Math.max(archived, held);
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
    Thread before = running;
    if (before != null && before.isAlive()) {
      throw new ArchiveException(
          "the archive has not come back from an earlier range: its log is kept", null);
    }
    ArchiveEvent event = new ArchiveEvent();
    event.begin();
    FutureTask<@Nullable Void> attempt =
        new FutureTask<>(
            () -> {
              sink.store(range, out -> Shipper.write(store, range, out));
              return null;
            });
    Thread thread = new Thread(attempt, "kedge-archive");
    thread.setDaemon(true);
    running = thread;
    task = attempt;
    thread.start();
    try {
      await(attempt, range, timeout);
      event.accepted = true;
    } finally {
      if (!attempt.isCancelled()) {
        // It came back, so that nothing needs to wait until its thread has ended too.
        running = null;
      }
      event.firstVersion = range.firstVersion();
      event.lastVersion = range.lastVersion();
      event.commit();
    }
  }

  private static void await(FutureTask<@Nullable Void> attempt, Range range, Duration timeout) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      while (true) {
        try {
          attempt.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (TimeoutException e) {
      attempt.cancel(true);
      throw new ArchiveException(
          "the archive did not take " + range + " within " + timeout + ": the log is kept", null);
    } catch (ExecutionException | CancellationException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ArchiveException(
          "the archive refused " + range + ", the log is kept: " + cause, cause);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void enforceLimit() {
    long kept =
        store.log().segments().stream()
            .filter(segment -> segment.lastVersion() > instance.state().archivedVersion())
            .mapToLong(SegmentInfo::bytes)
            .sum();
    boolean exceeded = kept > store.options().archiveLimitBytes();
    if (exceeded && store.options().archiveOverflow() == OverflowPolicy.DROP) {
      long through = store.pages().metas().oldestVersion();
      if (through > start()) {
        reportHole(start(), through);
      }
      exceeded = false;
    }
    overLimit = exceeded;
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
        if (archive(store.options().archiveTimeout()) != null) {
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

  /** Ends an attempt that is under way. */
  void cancel() {
    FutureTask<@Nullable Void> attempt = task;
    if (attempt != null) {
      attempt.cancel(true);
    }
  }
}
