package dev.kedge.internal.wal;

import dev.kedge.Ancestor;
import dev.kedge.CorruptionException;
import dev.kedge.ReplicaGapException;
import dev.kedge.internal.io.Storage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * The log of a database: commits in the order of their versions, in a directory of segments.
 * Opening finds out what it holds and writes nothing; the first append begins a new segment.
 *
 * <p>Threads: {@link #append}, {@link #beginGeneration}, {@link #settle} and {@link #close} belong
 * to one thread at a time. Everything else may be called from any thread meanwhile.
 */
public final class Log implements AutoCloseable {

  private final Storage storage;
  private final boolean readOnly;
  private final Optional<Tear> tear;
  private final SegmentList segments;
  private final SpareSegments spares;
  private final LostHistory lost;
  private final Discarder discarder;
  private final LogWriter writer;

  private Log(
      Storage storage, Path directory, LogConfig config, boolean readOnly, LogScanner.Found found) {
    this.storage = storage;
    this.readOnly = readOnly;
    this.tear = found.tear();
    this.segments = new SegmentList(found.segments());
    this.spares = new SpareSegments(storage, directory, config);
    this.lost = found.lost();
    this.discarder = new Discarder(storage, directory, segments, spares, lost);
    this.writer = new LogWriter(storage, directory, config, readOnly, found, segments, spares);
  }

  /**
   * Opens a log and scans what the database file may lack. Whether the log reaches from {@code
   * start} on, and is of the same history, is for the caller to judge.
   *
   * @param directory must exist before the first append
   * @param start the state of the database file; where an empty log begins
   * @param readOnly whether nothing may be written; then what is not known forced stays so
   * @throws dev.kedge.CorruptionException if what was forced is damaged or missing, and the file
   *     requires it
   * @throws dev.kedge.FormatVersionException if a segment is of a later format
   */
  public static Log open(
      Storage storage, Path directory, LogConfig config, LogStart start, boolean readOnly) {
    return new Log(
        storage, directory, config, readOnly, LogScanner.scan(storage, directory, start));
  }

  /** What a crash left behind the end, as it was found at open. */
  public Optional<Tear> tear() {
    return tear;
  }

  /**
   * What is wrong with segments that are still there, but from which nothing leads to those that
   * are held.
   */
  public Optional<CorruptionException> damage() {
    return Optional.ofNullable(lost.damage());
  }

  /** Whether no record is held. */
  public boolean isEmpty() {
    return firstVersion() > lastVersion();
  }

  /** The first version held; {@code lastVersion() + 1} if it is empty. */
  public long firstVersion() {
    long last = lastVersion();
    Segment first = segments.first();
    return first == null ? last + 1 : first.firstVersion();
  }

  /** The last version appended; that of the start if it is empty. */
  public long lastVersion() {
    return writer.end().version();
  }

  /** The commit time of the last version, in microseconds. */
  public long lastTimeMicros() {
    return writer.end().timeMicros();
  }

  /** The history checksum after the last version. */
  public long lastHistory() {
    return writer.end().history();
  }

  /** The generation in force at the last version. */
  public long generation() {
    return writer.end().generation();
  }

  /** The forks among the records held, oldest first. */
  public List<Ancestor> forks() {
    return view().forks();
  }

  /**
   * The history checksum after a version, if the log knows it.
   *
   * @throws dev.kedge.CorruptionException if it has to be read and is damaged
   */
  public OptionalLong historyAt(long version) {
    LogPoint end = writer.end();
    if (version == end.version()) {
      return OptionalLong.of(end.history());
    }
    if (version > end.version()) {
      return OptionalLong.empty();
    }
    try (LogCursor cursor = replay(version)) {
      return OptionalLong.of(cursor.history());
    } catch (ReplicaGapException e) {
      // Given up, maybe at this moment.
      return OptionalLong.empty();
    }
  }

  /**
   * Makes durable what was found at open and is not known to be: writes it once more and forces it.
   * Nothing may be handed out or appended before. Read-only, it does nothing.
   *
   * @throws dev.kedge.StorageException if that fails; the log is broken then
   */
  public void settle() {
    if (!readOnly) {
      writer.force();
    }
  }

  /**
   * Appends a group in one write. It is not durable yet. The group is left as it is.
   *
   * @throws dev.kedge.StorageException if it fails (a full device: {@link
   *     dev.kedge.StorageFullException}). Unless the log {@link #isBroken}, nothing of the group is
   *     or ever will be in the log, and the next append may succeed
   * @throws dev.kedge.DatabaseFencedException if the log was broken before
   * @throws dev.kedge.LimitExceededException if it is larger than {@link LogConfig#maxGroupBytes}
   * @throws IllegalArgumentException if it is empty or does not begin with the next version
   */
  public void append(LogGroup group) {
    writer.append(group);
  }

  /**
   * Makes everything appended before the call durable. May be called beside appends.
   *
   * @throws dev.kedge.StorageException if it fails; the log is broken then, and which of the
   *     commits since {@link #forcedVersion} are durable is unknown
   * @throws dev.kedge.DatabaseFencedException if the log was broken before
   */
  public void force() {
    writer.force();
  }

  /** The last version known to be durable. */
  public long forcedVersion() {
    return writer.forced().version();
  }

  /** Whether a failure left it unknown what the log holds; it takes nothing more until reopened. */
  public boolean isBroken() {
    return writer.isBroken();
  }

  /**
   * Lets the next append begin a generation. Until it succeeds, also across a crash, the present
   * one stays in force.
   */
  public void beginGeneration(long child) {
    writer.beginGeneration(child);
  }

  /**
   * Reads records up to the forced end.
   *
   * @param afterVersion the first record is exactly the one after this version
   * @throws dev.kedge.ReplicaGapException if that record is no longer held, or is beyond the next
   *     one to be appended
   * @throws dev.kedge.CorruptionException if what has to be read to get there is damaged
   */
  public LogCursor read(long afterVersion) {
    return cursor(afterVersion, () -> writer.forced().lsn());
  }

  /**
   * As {@link #read}, but up to the end, forced or not: for recovery, which hands nothing out
   * before it has {@linkplain #settle settled}, or is read-only.
   */
  public LogCursor replay(long afterVersion) {
    return cursor(afterVersion, () -> writer.end().lsn());
  }

  private LogCursor cursor(long afterVersion, LongSupplier readableEnd) {
    LogPoint end = writer.end();
    SegmentList.Pin pin = pin(afterVersion, end.version());
    LogCursor cursor = new LogCursor(storage, segments, pin, readableEnd, end);
    try {
      cursor.position(afterVersion, end.lsn());
      return cursor;
    } catch (RuntimeException | Error e) {
      cursor.close();
      throw e;
    }
  }

  private SegmentList.Pin pin(long afterVersion, long lastVersion) {
    try {
      return segments.pin(afterVersion, lastVersion);
    } catch (ReplicaGapException e) {
      CorruptionException damage = lost.damage();
      throw damage == null || e.found() <= e.expected() ? e : damage;
    }
  }

  /**
   * Gives up whole segments, oldest first, that hold nothing after a version. The newest segment
   * and those that a cursor has yet to read stay.
   *
   * @return the bytes given up
   * @throws dev.kedge.StorageException if it fails; what was given up before stays so
   */
  public long discard(long throughVersion) {
    writer.requireWritable();
    return discarder.discard(throughVersion);
  }

  /** The segments held, oldest first. */
  public List<SegmentInfo> segments() {
    return view().describe();
  }

  /** The bytes used in all segments, their headers included. */
  public long bytes() {
    return segments().stream().mapToLong(SegmentInfo::bytes).sum();
  }

  /** Whether it is time to call {@link #prepareSpare}. Cheap. */
  public boolean needsSpare() {
    return spares.isWanted() && writer.nearsRoll();
  }

  /**
   * Prepares the file of the next segment, if there is none yet, so that the append that needs it
   * does not have to. For a background thread.
   *
   * @throws dev.kedge.StorageException if it fails; the log is as good as before
   */
  public void prepareSpare() {
    writer.requireWritable();
    spares.prepare();
  }

  /** Closes the files. Forces nothing. */
  @Override
  public void close() {
    writer.close();
  }

  private SegmentList.View view() {
    while (true) {
      LogPoint end = writer.end();
      List<Segment> held = segments.snapshot();
      Segment last = held.isEmpty() ? null : held.get(held.size() - 1);
      // A segment begun in between would end before it begins.
      if (last == null || last.baseLsn() <= end.lsn()) {
        return new SegmentList.View(held, end);
      }
    }
  }
}
