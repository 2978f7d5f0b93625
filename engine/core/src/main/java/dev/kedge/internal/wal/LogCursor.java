package dev.kedge.internal.wal;

import dev.kedge.Ancestor;
import dev.kedge.CorruptionException;
import dev.kedge.internal.io.Storage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads records from a version on, in their order, through segments and generations. As long as it
 * is open, nothing that it has yet to read is discarded. It reads through files of its own, beside
 * appends, forces and discards; at the end it can be asked again later.
 *
 * <p>Belongs to one thread at a time.
 */
public final class LogCursor implements AutoCloseable {

  private final Storage storage;
  private final SegmentList segments;
  private final SegmentList.Pin pin;
  private final LongSupplier readableEnd;

  private @Nullable Segment segment;
  private @Nullable GroupReader reader;
  private long readable;
  private long version;
  private long history;
  private long timeMicros;
  private long generation;
  private @Nullable Ancestor fork;
  private boolean closed;

  /**
   * A cursor at the end of a log; {@link #position} moves it.
   *
   * @param pin keeps what comes after {@code at}
   * @param readableEnd the position up to which records are handed out
   */
  LogCursor(
      Storage storage,
      SegmentList segments,
      SegmentList.Pin pin,
      LongSupplier readableEnd,
      LogPoint at) {
    this.storage = storage;
    this.segments = segments;
    this.pin = pin;
    this.readableEnd = readableEnd;
    this.version = at.version();
    this.history = at.history();
    this.timeMicros = at.timeMicros();
    this.generation = at.generation();
  }

  /** Goes to a version. What was written up to {@code writtenEnd} may be read to find it. */
  void position(long afterVersion, long writtenEnd) {
    Segment first = segments.pinned(pin);
    if (first == null) {
      return;
    }
    GroupReader groups = open(first);
    if (afterVersion < first.firstVersion()) {
      return;
    }
    generation = first.header().generation();
    groups.seek(first.index().floor(afterVersion));
    do {
      Segment next = segments.after(first);
      long limit = next == null ? writtenEnd : next.baseLsn();
      if (!groups.next(limit)) {
        throw groups.damaged("damaged log group");
      }
    } while (groups.lastVersion() < afterVersion);
    do {
      if (!groups.hasRecord()) {
        throw groups.damaged("log group out of order");
      }
      accept(groups.nextRecord());
    } while (version < afterVersion);
    fork = null;
  }

  private GroupReader open(Segment opened) {
    GroupReader groups = opened.reader(storage);
    segment = opened;
    reader = groups;
    SegmentHeader header = opened.header();
    version = header.firstVersion() - 1;
    history = header.history();
    timeMicros = header.timeMicros();
    generation = header.generationBefore();
    return groups;
  }

  /**
   * The next record: a view, valid until the next call.
   *
   * @return null at the end of what is forced; later calls see what was forced since
   * @throws CorruptionException if what stands there is damaged
   */
  public @Nullable LogRecord next() {
    if (closed) {
      throw new IllegalStateException("the cursor is closed");
    }
    while (true) {
      Segment current = segment;
      GroupReader groups = reader;
      if (current == null || groups == null) {
        Segment first = segments.pinned(pin);
        if (first == null) {
          return null;
        }
        open(first);
      } else if (groups.hasRecord() && groups.lsn() <= readable) {
        LogRecord record = groups.nextRecord();
        accept(record);
        return record;
      } else if (!advance(current, groups)) {
        return null;
      }
    }
  }

  /** Gets further groups or the next segment within reach; false if there is neither. */
  private boolean advance(Segment current, GroupReader groups) {
    // In this order: an end that is read before no next segment was seen lies in this segment.
    long end = readableEnd.getAsLong();
    Segment next = segments.after(current);
    if (next != null) {
      end = next.baseLsn();
    }
    readable = end;
    if (groups.hasRecord()) {
      return groups.lsn() <= end;
    }
    if (groups.lsn() < end) {
      load(groups, end);
      return true;
    }
    if (next == null) {
      return false;
    }
    enter(next, groups);
    return true;
  }

  private void load(GroupReader groups, long end) {
    long start = groups.lsn();
    if (!groups.next(end)) {
      throw groups.damaged("damaged log group");
    }
    if (groups.firstVersion() != version + 1) {
      groups.seek(start);
      throw groups.damaged("log group out of order");
    }
  }

  private void enter(Segment next, GroupReader left) {
    SegmentHeader header = next.header();
    if (header.firstVersion() != version + 1
        || header.history() != history
        || header.timeMicros() != timeMicros
        || header.generationBefore() != generation) {
      throw new CorruptionException(next.file(), 0, "log segment does not continue the one before");
    }
    reader = null;
    segments.move(pin, next);
    left.close();
    open(next);
  }

  private void accept(LogRecord record) {
    SegmentHeader header = segment == null ? null : segment.header();
    fork = null;
    if (header != null && record.version() == header.firstVersion()) {
      fork = header.parent();
      generation = header.generation();
    }
    version = record.version();
    history = record.history();
    timeMicros = record.timeMicros();
  }

  /** The version of the record returned last; at first the one it was asked to begin after. */
  public long version() {
    return version;
  }

  /** The history checksum after {@link #version}. */
  public long history() {
    return history;
  }

  /** The commit time of {@link #version} in microseconds. */
  public long timeMicros() {
    return timeMicros;
  }

  /** The generation in force at {@link #version}. */
  public long generation() {
    return generation;
  }

  /** Where the generation forked that began with the record returned last; null if none did. */
  public @Nullable Ancestor fork() {
    return fork;
  }

  /**
   * Lets go of what it kept from being discarded, though it may go on reading: what it finds then
   * may be damaged, or gone. Any thread may call it.
   */
  public void unpin() {
    segments.unpin(pin);
  }

  /** Lets go of what it kept from being discarded. A second call does nothing. */
  @Override
  public void close() {
    closed = true;
    segments.unpin(pin);
    GroupReader groups = reader;
    reader = null;
    if (groups != null) {
      groups.close();
    }
  }
}
