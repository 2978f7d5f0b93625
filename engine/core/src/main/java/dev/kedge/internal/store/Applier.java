package dev.kedge.internal.store;

import dev.kedge.Ancestor;
import dev.kedge.ApplyResult;
import dev.kedge.BackupFormatException;
import dev.kedge.GenerationMismatchException;
import dev.kedge.OperationCancelledException;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.ReplicaGapException;
import dev.kedge.Role;
import dev.kedge.StorageException;
import dev.kedge.internal.wal.LogRecord;
import dev.kedge.internal.wal.WalEvent;
import dev.kedge.internal.wal.WalStreamReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Applies shipped log to a read replica: at the primary's versions, only what continues what the
 * replica has, and nothing that is damaged or of another history. One stream at a time is applied.
 */
public final class Applier {

  private final Store store;
  private final ReentrantLock lock = new ReentrantLock();

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
      return new Run(in, name, target, listener).run();
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

  /** One stream on its way in. */
  private final class Run {
    private final WalStreamReader reader;
    private final String name;
    private final ApplyTarget target;
    private final ProgressListener listener;
    private final long start = System.nanoTime();
    private final ApplyEvent event = new ApplyEvent();
    private WalEvent.@Nullable Section section;
    private long applied;
    private long skipped;
    private boolean reached;

    Run(InputStream in, String name, ApplyTarget target, ProgressListener listener) {
      this.reader = new WalStreamReader(in, store.options().maxTransactionBytes());
      this.name = name;
      this.target = target;
      this.listener = listener;
    }

    ApplyResult run() {
      event.begin();
      try {
        reached = target.isReachedBy(store.published());
        // Not a byte is read behind the end: the stream may stay open, and carry more.
        boolean ended = false;
        while (!ended && !reached) {
          ended = take(reader.next());
        }
      } catch (BackupFormatException e) {
        if (e.offset() == 0) {
          throw new BackupFormatException(name + " is no shipped log: " + e.getMessage(), 0, e);
        }
        throw new BackupFormatException(
            name
                + " is damaged; through version "
                + store.published().version()
                + " it is applied, and an intact copy is applied from there on",
            e.offset(),
            e);
      } catch (IOException e) {
        throw new StorageException(
            Path.of("stream"),
            "shipped log can't be read from it: "
                + e
                + "; applied through version "
                + store.published().version(),
            e);
      } finally {
        event.version = store.published().version();
        event.applied = applied;
        event.commit();
      }
      Published state = store.published();
      return new ApplyResult(
          state.position(),
          applied,
          skipped,
          state.version() == 0 ? null : Micros.instant(state.timeMicros()),
          reached || target.isEnd() || target.isReachedBy(state),
          Duration.ofNanos(System.nanoTime() - start));
    }

    /** Takes one part of the stream; true if it was the last. */
    private boolean take(@Nullable WalEvent next) {
      if (listener.isCancelled()) {
        throw new OperationCancelledException("applying shipped log");
      }
      if (next instanceof WalEvent.Section begun) {
        checkLineage(begun);
        section = begun;
      } else if (next instanceof WalEvent.Records block) {
        takeRecords(block.records());
        listener.progress(reader.offset(), -1);
      }
      return next == null || next instanceof WalEvent.End;
    }

    private void takeRecords(List<LogRecord> records) {
      Published state = store.published();
      int known = 0;
      while (known < records.size() && records.get(known).version() <= state.version()) {
        known++;
      }
      if (known > 0) {
        LogRecord last = records.get(known - 1);
        checkHistory(last.version(), last.history());
        skipped += known;
      }
      int end = known;
      while (end < records.size() && target.includes(records.get(end))) {
        end++;
      }
      reached = end < records.size();
      if (end > known) {
        takeNew(records.subList(known, end));
      }
    }

    private void takeNew(List<LogRecord> records) {
      long first = records.get(0).version();
      long expected = store.published().version() + 1;
      if (first != expected) {
        throw new ReplicaGapException(expected, first);
      }
      refuseBehindFork(first, store.published());
      store.throttle().await();
      store.background().beforeCommit();
      store.commitLock().lock();
      try {
        store.fence().checkWritable();
        follow();
        store.committer().replicate(records);
        applied += records.size();
      } finally {
        store.commitLock().unlock();
      }
      reached |= target.isReachedBy(store.published());
    }

    /** Goes over to the generation of the section, which has been found to be a child of ours. */
    private void follow() {
      WalEvent.Section current = section;
      if (current != null && current.generation() != store.log().generation()) {
        store.log().beginGeneration(current.generation());
      }
    }

    /** Refuses a section whose commits are of a history that does not continue ours. */
    private void checkLineage(WalEvent.Section begun) {
      Published state = store.published();
      if (begun.generation() == state.generation()) {
        checkJoin(begun);
        return;
      }
      for (Ancestor left : state.ancestors()) {
        if (left.generation() == begun.generation() && begun.afterVersion() <= left.version()) {
          checkJoin(begun);
          return;
        }
      }
      if (!Lineage.reaches(begun.ancestors(), state.generation(), state.version())) {
        throw new GenerationMismatchException(
            "the shipped log is of "
                + position(begun)
                + ", which does not descend from "
                + state.position()
                + ", where "
                + store.path()
                + " is: ship from its own primary,"
                + " or seed the replica again");
      }
      checkJoin(begun);
    }

    private Position position(WalEvent.Section begun) {
      return new Position(begun.generation(), begun.afterVersion());
    }

    private void checkJoin(WalEvent.Section begun) {
      Published state = store.published();
      if (begun.afterVersion() > state.version()) {
        throw new ReplicaGapException(state.version() + 1, begun.afterVersion() + 1);
      }
      checkHistory(begun.afterVersion(), begun.history());
    }

    /** Compares histories at a version that the replica has, if it still knows it. */
    private void checkHistory(long version, long history) {
      Published state = store.published();
      refuseBehindFork(version, state);
      OptionalLong own =
          version == state.version()
              ? OptionalLong.of(state.history())
              : store.log().historyAt(version);
      if (own.isPresent() && own.getAsLong() != history) {
        throw new GenerationMismatchException(
            "the shipped log and "
                + store.path()
                + " have different commits at or before version "
                + version
                + ": their histories have diverged; seed the replica again");
      }
    }

    /** Refuses commits that the section's generation made after this replica had left it. */
    private void refuseBehindFork(long version, Published state) {
      WalEvent.Section current = section;
      if (current == null || current.generation() == state.generation()) {
        return;
      }
      for (Ancestor left : state.ancestors()) {
        if (left.generation() == current.generation() && version > left.version()) {
          throw new GenerationMismatchException(
              "the shipped log goes on in generation "
                  + Position.generationText(left.generation())
                  + " behind version "
                  + left.version()
                  + ", where "
                  + store.path()
                  + " left it");
        }
      }
    }
  }
}
