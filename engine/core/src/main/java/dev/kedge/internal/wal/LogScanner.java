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
   * @param lost what is before the segments and does not lead to them
   * @param lastSequence the highest number of a segment, lost ones included
   */
  record Found(
      List<Segment> segments,
      LogPoint end,
      LogPoint.Mark proven,
      Optional<Tear> tear,
      LostHistory lost,
      long lastSequence) {}

  private final Storage storage;
  private final SegmentChain.Found chain;
  private final List<Segment> segments;
  private final LogStart start;

  private long lsn;
  private long version;
  private long timeMicros;
  private long history;
  private long provenLsn;

  private LogScanner(Storage storage, SegmentChain.Found chain, LogStart start) {
    this.storage = storage;
    this.chain = chain;
    this.segments = chain.segments();
    this.start = start;
  }

  /**
   * Scans a log.
   *
   * @throws CorruptionException if something of it is damaged or missing, and it is required
   */
  static Found scan(Storage storage, Path directory, LogStart start) {
    SegmentChain.Found chain = SegmentChain.read(storage, directory);
    try {
      CorruptionException damage = chain.damage();
      boolean reached =
          !chain.segments().isEmpty()
              && chain.segments().get(0).firstVersion() <= start.version() + 1;
      if (damage != null && !reached) {
        throw damage;
      }
      return chain.segments().isEmpty()
          ? empty(chain, start)
          : new LogScanner(storage, chain, start).scan();
    } catch (CorruptionException e) {
      if (start.required() || isForeign(chain, start)) {
        throw e;
      }
      return empty(chain.allCutOff(e), start);
    }
  }

  /** Whether the newest segment is of another history, so that more is wrong than damage. */
  private static boolean isForeign(SegmentChain.Found chain, LogStart start) {
    if (chain.segments().isEmpty()) {
      return false;
    }
    SegmentHeader newest = chain.segments().get(chain.segments().size() - 1).header();
    return newest.generation() != start.generation()
        && newest.generationBefore() != start.generation();
  }

  /** A log that begins at the state of the database file. */
  private static Found empty(SegmentChain.Found chain, LogStart start) {
    LogPoint end =
        new LogPoint(0, start.version(), start.timeMicros(), start.history(), start.generation());
    LostHistory lost = new LostHistory(chain.damage(), chain.cutOff());
    return new Found(List.of(), end, end.mark(), Optional.empty(), lost, chain.lastSequence());
  }

  private Found scan() {
    int last = segments.size() - 1;
    for (int i = firstToScan(); i < last; i++) {
      scanSealed(segments.get(i), segments.get(i + 1));
    }
    Segment segment = segments.get(last);
    scanGroups(segment, segment.header().limitLsn());
    refuseLossBehind(segment);
    Optional<Tear> tear = judgeTail(segment);
    SegmentHeader header = segment.header();
    long generation = lsn > header.baseLsn() ? header.generation() : header.generationBefore();
    LogPoint end = new LogPoint(lsn, version, timeMicros, history, generation);
    LogPoint.Mark proven =
        provenLsn == lsn ? end.mark() : new LogPoint.Mark(provenLsn, versionAt(segment, provenLsn));
    LostHistory lost = new LostHistory(chain.damage(), chain.cutOff());
    return new Found(segments, end, proven, tear, lost, chain.lastSequence());
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

  /** A sealed segment can't be the last one. */
  private void refuseLossBehind(Segment last) {
    try (GroupReader reader = last.reader(storage)) {
      reader.seek(lsn);
      if (reader.isAtSeal()) {
        long missing = last.header().sequence() + 1;
        throw new CorruptionException(
            last.file().resolveSibling(Segment.fileName(missing)),
            0,
            "log segment " + missing + " is missing, with all versions from " + (version + 1));
      }
    }
  }

  /** Tells a tear from damage to what was forced. */
  private Optional<Tear> judgeTail(Segment segment) {
    TailSearch.Found found = TailSearch.run(storage, segment, lsn);
    long offset = segment.header().fileOffset(lsn);
    if (found.provenUpTo() > lsn) {
      throw new CorruptionException(segment.file(), offset, "damaged log group that was forced");
    }
    if (version < start.version()) {
      throw new CorruptionException(
          segment.file(),
          offset,
          "the log ends at version "
              + version
              + " and is required through "
              + start.version()
              + ": it is damaged there, or segments behind are missing,",
          "keep a copy; put missing segments back, or restore a backup");
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
