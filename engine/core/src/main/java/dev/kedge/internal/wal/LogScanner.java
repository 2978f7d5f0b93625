package dev.kedge.internal.wal;

import dev.kedge.CorruptionException;
import dev.kedge.internal.io.Storage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds out what a log holds when it is opened: reads the header of every segment, every group from
 * the segment that holds the first version the database file lacks, and where the log ends.
 *
 * <p>Belongs to one thread. Writes nothing.
 */
final class LogScanner {

  /**
   * What was found.
   *
   * @param segments the segments, oldest first
   * @param end where the log ends
   * @param proven how far it is known to be forced
   * @param tear what a crash left behind the end
   */
  record Found(List<Segment> segments, LogPoint end, LogPoint.Mark proven, Optional<Tear> tear) {}

  private final Storage storage;
  private final List<Segment> segments;
  private final LogStart start;

  private long lsn;
  private long version;
  private long timeMicros;
  private long history;
  private long provenLsn;

  private LogScanner(Storage storage, List<Segment> segments, LogStart start) {
    this.storage = storage;
    this.segments = segments;
    this.start = start;
  }

  /**
   * Scans a log.
   *
   * @throws CorruptionException if something of it is damaged or missing
   */
  static Found scan(Storage storage, Path directory, LogStart start) {
    List<Segment> segments = SegmentChain.read(storage, directory);
    if (segments.isEmpty()) {
      LogPoint end =
          new LogPoint(0, start.version(), start.timeMicros(), start.history(), start.generation());
      return new Found(segments, end, end.mark(), Optional.empty());
    }
    return new LogScanner(storage, segments, start).scan();
  }

  private Found scan() {
    int last = segments.size() - 1;
    for (int i = firstToScan(); i < last; i++) {
      scanSealed(segments.get(i), segments.get(i + 1));
    }
    Segment segment = segments.get(last);
    scanGroups(segment, segment.header().limitLsn());
    Optional<Tear> tear = judgeTail(segment);
    SegmentHeader header = segment.header();
    long generation = lsn > header.baseLsn() ? header.generation() : header.generationBefore();
    LogPoint end = new LogPoint(lsn, version, timeMicros, history, generation);
    LogPoint.Mark proven =
        provenLsn == lsn ? end.mark() : new LogPoint.Mark(provenLsn, versionAt(segment, provenLsn));
    return new Found(segments, end, proven, tear);
  }

  private int firstToScan() {
    int index = segments.size() - 1;
    while (index > 0 && segments.get(index).firstVersion() > start.version() + 1) {
      index--;
    }
    return index;
  }

  private void scanSealed(Segment segment, Segment next) {
    SegmentHeader header = next.header();
    CorruptionException damage = scanGroups(segment, header.baseLsn());
    if (lsn != header.baseLsn()) {
      throw damage;
    }
    if (version + 1 != header.firstVersion()
        || history != header.history()
        || timeMicros != header.timeMicros()) {
      throw new CorruptionException(next.file(), 0, "log segment does not continue the one before");
    }
  }

  /**
   * Reads the groups of a segment up to the first that is not valid.
   *
   * @return the error to throw if that is damage
   */
  private CorruptionException scanGroups(Segment segment, long limit) {
    begin(segment.header());
    try (GroupReader reader = segment.reader(storage)) {
      while (reader.next(limit)) {
        if (reader.firstVersion() != version + 1) {
          reader.seek(lsn);
          throw reader.damaged("log group out of order");
        }
        LogRecord last = reader.lastRecord();
        segment.index().note(reader.firstVersion(), lsn);
        provenLsn = Math.max(provenLsn, reader.forcedUpTo());
        if (version < start.version()) {
          provenLsn = reader.lsn();
        }
        lsn = reader.lsn();
        version = last.version();
        timeMicros = last.timeMicros();
        history = last.history();
      }
      return reader.damaged("damaged log group that was forced");
    }
  }

  private void begin(SegmentHeader header) {
    lsn = header.baseLsn();
    provenLsn = header.baseLsn();
    version = header.firstVersion() - 1;
    timeMicros = header.timeMicros();
    history = header.history();
  }

  /** Tells a tear from damage to what was forced. */
  private Optional<Tear> judgeTail(Segment segment) {
    TailSearch.Found found = TailSearch.run(storage, segment, lsn);
    long offset = segment.header().fileOffset(lsn);
    if (found.provenUpTo() > lsn) {
      throw new CorruptionException(segment.file(), offset, "damaged log group that was forced");
    }
    long remains = found.remainsEnd() - lsn;
    return remains > 0 ? Optional.of(new Tear(segment.file(), offset, remains)) : Optional.empty();
  }

  private long versionAt(Segment segment, long position) {
    try (GroupReader reader = segment.reader(storage)) {
      reader.seek(segment.index().floorOfLsn(position - 1));
      long found = segment.firstVersion() - 1;
      while (reader.lsn() < position && reader.next(position)) {
        found = reader.lastVersion();
      }
      return found;
    }
  }
}
