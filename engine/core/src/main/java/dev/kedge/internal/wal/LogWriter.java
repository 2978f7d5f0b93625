package dev.kedge.internal.wal;

import dev.kedge.Ancestor;
import dev.kedge.CorruptionException;
import dev.kedge.DatabaseClosedException;
import dev.kedge.DatabaseFencedException;
import dev.kedge.LimitExceededException;
import dev.kedge.Outcome;
import dev.kedge.ReadOnlyDatabaseException;
import dev.kedge.StorageException;
import dev.kedge.StorageFullException;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.StorageFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Writes the log: appends groups, begins segments, forces, and cuts the log off after a failed
 * write.
 *
 * <p>One thread at a time may append, begin a generation, settle or close. {@link #force} and the
 * queries may be called by any thread meanwhile. The end of the log is published after a group was
 * written, so that whoever reads up to it finds whole groups; the forced end is published after the
 * force, and the file of a segment is only exchanged while nobody forces.
 */
final class LogWriter implements AutoCloseable {

  private static final SecureRandom SALTS = new SecureRandom();
  private static final int BLOCK_BYTES = 256 << 10;

  private final Storage storage;
  private final Path directory;
  private final LogConfig config;
  private final boolean readOnly;
  private final SegmentList segments;
  private final SpareSegments spares;
  private final long lastFoundSequence;
  private final Object forcing = new Object();

  private volatile LogPoint end;
  private volatile LogPoint.Mark forced;
  private volatile @Nullable ActiveSegment active;
  private volatile @Nullable Throwable broken;
  private volatile boolean closed;
  private boolean forking;
  private long child;

  LogWriter(
      Storage storage,
      Path directory,
      LogConfig config,
      boolean readOnly,
      LogScanner.Found found,
      SegmentList segments,
      SpareSegments spares) {
    this.storage = storage;
    this.directory = directory;
    this.config = config;
    this.readOnly = readOnly;
    this.segments = segments;
    this.spares = spares;
    this.end = found.end();
    this.forced = found.proven();
    this.lastFoundSequence = found.lastSequence();
  }

  LogPoint end() {
    return end;
  }

  LogPoint.Mark forced() {
    return forced;
  }

  boolean isBroken() {
    return broken != null;
  }

  /** Whether the next segment will be needed before long. */
  boolean nearsRoll() {
    ActiveSegment current = active;
    return current != null && current.isHalfFull(end.lsn());
  }

  /** Lets the next append begin a generation. */
  void beginGeneration(long generation) {
    requireWritable();
    if (generation == end.generation()) {
      throw new IllegalArgumentException("the generation is in force already");
    }
    forking = true;
    child = generation;
  }

  /** Appends a group. */
  void append(LogGroup group) {
    requireWritable();
    LogPoint before = end;
    if (group.isEmpty() || group.firstVersion() != before.version() + 1) {
      throw new IllegalArgumentException(
          "the group must begin with version " + (before.version() + 1));
    }
    if (group.bytes() > config.maxGroupBytes()) {
      throw new LimitExceededException(
          "bytes of a log group", config.maxGroupBytes(), group.bytes());
    }
    ActiveSegment target = segmentFor(group.paddedBytes());
    write(target, group, before.lsn());
    end =
        new LogPoint(
            before.lsn() + group.paddedBytes(),
            group.lastVersion(),
            group.lastTimeMicros(),
            group.lastHistory(),
            target.header().generation());
    forking = false;
  }

  private void write(ActiveSegment target, LogGroup group, long lsn) {
    try {
      target.append(group, lsn, forced.lsn());
    } catch (StorageFullException e) {
      cutAfter(e);
      throw withOutcome(e, isBroken() ? Outcome.UNKNOWN : Outcome.NOT_COMMITTED);
    } catch (RuntimeException | Error e) {
      cutAfter(e);
      throw e;
    }
  }

  /**
   * Cuts the log off behind what it held before a failed write. That may have written a whole
   * group, so nobody may be told that it failed before it can't come back.
   */
  private void cutAfter(Throwable failure) {
    try {
      roll(0);
    } catch (RuntimeException | Error e) {
      failure.addSuppressed(e);
      breakWith(failure);
    }
  }

  private ActiveSegment segmentFor(long bytes) {
    ActiveSegment current = active;
    boolean begun = !forking || (current != null && current.header().generation() == child);
    if (current != null && begun && current.hasRoom(end.lsn(), bytes)) {
      return current;
    }
    try {
      return roll(bytes);
    } catch (StorageFullException e) {
      throw isBroken() ? e : withOutcome(e, Outcome.NOT_COMMITTED);
    }
  }

  private static StorageFullException withOutcome(StorageFullException e, Outcome outcome) {
    return e.outcome() == outcome ? e : new StorageFullException(e.file(), outcome, e);
  }

  /**
   * Begins a segment at the end of the log. If it fails, either nothing has changed but for a
   * segment without content, or the log is broken.
   */
  private ActiveSegment roll(long bytes) {
    force();
    SpareSegments.Spare spare = spares.take(bytes + SegmentSeal.BYTES);
    SegmentHeader header = nextHeader(spare);
    Path file = directory.resolve(Segment.fileName(header.sequence()));
    try {
      ActiveSegment.inscribe(storage, spare, header);
      storage.rename(spare.file(), file);
      storage.syncDirectory(directory);
    } catch (RuntimeException | Error e) {
      if (mayExist(file)) {
        // After a crash the segment may be there or not, so nothing may follow it.
        breakWith(e);
      } else {
        spares.drop(spare, e);
      }
      throw e;
    }
    sealLast();
    Segment segment = Segment.of(file, header);
    segments.add(segment);
    setActive(null);
    ActiveSegment next = ActiveSegment.open(storage, segment);
    setActive(next);
    return next;
  }

  /** Before the next segment is added, as the last one can't be discarded meanwhile. */
  private void sealLast() {
    Segment last = segments.last();
    if (last == null) {
      return;
    }
    LogPoint base = end;
    try (ActiveSegment ended = ActiveSegment.open(storage, last)) {
      ended.seal(base.lsn(), base.version() + 1);
    } catch (StorageException e) {
      // The log is whole without it; only the loss of the next segment could go unseen.
    }
  }

  private SegmentHeader nextHeader(SpareSegments.Spare spare) {
    LogPoint base = end;
    Segment last = segments.last();
    return new SegmentHeader(
        (last == null ? lastFoundSequence : last.header().sequence()) + 1,
        SALTS.nextLong(),
        base.lsn(),
        base.version() + 1,
        base.history(),
        base.timeMicros(),
        forking ? child : base.generation(),
        forking ? new Ancestor(base.generation(), base.version()) : null,
        spare.capacity(),
        spare.recycled());
  }

  private boolean mayExist(Path file) {
    try {
      return storage.exists(file);
    } catch (RuntimeException e) {
      return true;
    }
  }

  private void setActive(@Nullable ActiveSegment next) {
    synchronized (forcing) {
      ActiveSegment old = active;
      active = next;
      if (old != null) {
        old.close();
      }
    }
  }

  /** Makes everything appended so far durable. */
  void force() {
    if (forced.lsn() >= end.lsn()) {
      return;
    }
    synchronized (forcing) {
      LogPoint upTo = end;
      if (forced.lsn() >= upTo.lsn()) {
        return;
      }
      requireWritable(Outcome.UNKNOWN);
      ActiveSegment current = active;
      try {
        if (current == null) {
          rewriteTail(upTo.lsn());
        } else {
          current.force();
        }
      } catch (RuntimeException | Error e) {
        breakWith(e);
        throw e;
      }
      forced = upTo.mark();
    }
  }

  /**
   * Writes what recovery kept once more before it is forced: after a force that failed, a system
   * may show bytes that it will never write.
   */
  private void rewriteTail(long upTo) {
    Segment last = segments.last();
    if (last == null) {
      return;
    }
    byte[] block = new byte[(int) Math.min(BLOCK_BYTES, upTo - forced.lsn())];
    try (StorageFile file = storage.open(last.file(), OpenMode.WRITE)) {
      for (long lsn = forced.lsn(); lsn < upTo; ) {
        long offset = last.header().fileOffset(lsn);
        int length = (int) Math.min(block.length, upTo - lsn);
        if (file.read(offset, block, 0, length) < length) {
          throw new CorruptionException(last.file(), offset, "log segment got shorter");
        }
        file.write(offset, block, 0, length);
        lsn += length;
      }
      file.force();
    }
  }

  private void breakWith(Throwable cause) {
    if (broken == null) {
      broken = cause;
    }
  }

  /** Refuses if the log is closed, read-only or broken. */
  void requireWritable() {
    requireWritable(Outcome.NOT_COMMITTED);
  }

  private void requireWritable(Outcome outcome) {
    if (closed) {
      throw new DatabaseClosedException("the log is closed: open the database again");
    }
    if (readOnly) {
      throw new ReadOnlyDatabaseException("the log was opened read-only: reopen it for writing");
    }
    Throwable cause = broken;
    if (cause != null) {
      throw new DatabaseFencedException(
          "the log failed before: close the database and open it again", outcome, cause);
    }
  }

  @Override
  public void close() {
    closed = true;
    setActive(null);
  }
}
