package dev.kedge.internal.wal;

import dev.kedge.Ancestor;
import dev.kedge.CorruptionException;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.StorageFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the headers of all segments in a directory and finds those, up to the newest, of which each
 * begins where the one before ends: no number missing, and position, version, time, history and
 * generation joined.
 *
 * <p>Belongs to one thread. Writes nothing.
 */
final class SegmentChain {

  private final Storage storage;
  private final Path directory;
  private final List<Segment> segments = new ArrayList<>();
  private final List<Path> cutOff = new ArrayList<>();
  private @Nullable CorruptionException damage;
  private long fileBytes;
  private long lastSequence;

  /**
   * What was found.
   *
   * @param segments those that join, oldest first
   * @param cutOff those before, which don't lead there, oldest first
   * @param damage why they don't; null if there are none
   * @param lastSequence the highest number of a segment; 0 if there is none
   */
  record Found(
      List<Segment> segments,
      List<Path> cutOff,
      @Nullable CorruptionException damage,
      long lastSequence) {

    /** The same, with all segments cut off. One that is missing keeps its number. */
    Found allCutOff(CorruptionException why) {
      List<Path> files = new ArrayList<>(cutOff);
      segments.forEach(segment -> files.add(segment.file()));
      long damaged = Segment.sequenceOf(why.file().getFileName().toString()).orElse(0);
      return new Found(List.of(), files, why, Math.max(lastSequence, damaged));
    }
  }

  private SegmentChain(Storage storage, Path directory) {
    this.storage = storage;
    this.directory = directory;
  }

  /**
   * Finds the segments of a directory.
   *
   * @throws CorruptionException if a file is there that is named like a segment, but as none can be
   */
  static Found read(Storage storage, Path directory) {
    SegmentChain chain = new SegmentChain(storage, directory);
    for (Path file : storage.list(directory)) {
      String name = file.getFileName().toString();
      if (Segment.isSegmentName(name)) {
        chain.add(file, Segment.sequenceOf(name));
      }
    }
    chain.checkLast();
    return new Found(chain.segments, chain.cutOff, chain.damage, chain.lastSequence);
  }

  private void add(Path file, OptionalLong sequence) {
    if (sequence.isEmpty()) {
      throw new CorruptionException(
          file, 0, "malformed name of a log segment", "take it out of the folder, if it is none");
    }
    lastSequence = sequence.getAsLong();
    SegmentHeader header;
    try {
      header = readHeader(file, lastSequence);
    } catch (CorruptionException e) {
      cutOff(e);
      cutOff.add(file);
      return;
    }
    try {
      checkJoin(header, file);
    } catch (CorruptionException e) {
      cutOff(reason(header, e));
    }
    segments.add(Segment.of(file, header));
    fileBytes = storage.size(file);
  }

  /** What to tell of a segment that does not continue the one before. */
  private CorruptionException reason(SegmentHeader header, CorruptionException atJoin) {
    CorruptionException before = damage;
    if (before != null && segments.size() == 1) {
      // The segment before, which does not join its own predecessor, is what is wrong.
      return before;
    }
    Segment last = segments.get(segments.size() - 1);
    boolean isNext = header.sequence() == last.header().sequence() + 1;
    // A log that begins anew behind damage does so at position 0.
    return header.baseLsn() == 0 && isNext ? breakOff(last) : atJoin;
  }

  private CorruptionException breakOff(Segment segment) {
    try (GroupReader reader = segment.reader(storage)) {
      long last = lastVersion(reader, segment);
      return reader.damaged("the log breaks off after version " + last);
    } catch (CorruptionException e) {
      return e;
    }
  }

  /** Nothing read until now leads on to the newest segment. */
  private void cutOff(CorruptionException why) {
    segments.forEach(segment -> cutOff.add(segment.file()));
    segments.clear();
    damage = why;
  }

  private void checkJoin(SegmentHeader header, Path file) {
    if (segments.isEmpty()) {
      return;
    }
    Segment previous = segments.get(segments.size() - 1);
    if (header.sequence() != previous.header().sequence() + 1) {
      throw missing(previous, header);
    }
    checkLength(previous, header);
    check(previous, header, file);
  }

  private SegmentHeader readHeader(Path file, long sequence) {
    try (StorageFile opened = storage.open(file, OpenMode.READ)) {
      byte[] block = new byte[SegmentHeader.BYTES];
      int length = opened.read(0, block, 0, block.length);
      SegmentHeader header = SegmentHeader.decode(block, length, file);
      if (header.sequence() != sequence) {
        throw new CorruptionException(
            file, 0, "header of log segment " + header.sequence() + " under another name");
      }
      return header;
    }
  }

  /** The segment before must be as long as this one's header says. */
  private void checkLength(Segment previous, SegmentHeader header) {
    if (fileBytes < previous.header().fileOffset(header.baseLsn())) {
      throw new CorruptionException(
          previous.file(), fileBytes, "log segment shorter than the next one says");
    }
  }

  /** The last segment is as long as it was preallocated; only what is sealed is ever cut. */
  private void checkLast() {
    if (!segments.isEmpty()) {
      Segment last = segments.get(segments.size() - 1);
      if (fileBytes < last.header().fileOffset(last.header().limitLsn())) {
        cutOff(
            new CorruptionException(
                last.file(), fileBytes, "log segment shorter than its header says"));
      }
    }
  }

  private static void check(Segment previous, SegmentHeader header, Path file) {
    SegmentHeader before = previous.header();
    long used = header.baseLsn() - before.baseLsn();
    boolean joins = used >= 0 && used <= before.capacity();
    if (used == 0) {
      joins &=
          header.firstVersion() == before.firstVersion()
              && header.history() == before.history()
              && header.timeMicros() == before.timeMicros();
    } else {
      joins &= header.firstVersion() > before.firstVersion();
    }
    if (!joins) {
      throw new CorruptionException(file, 0, "log segment does not continue the one before");
    }
    long inForce = used == 0 ? before.generationBefore() : before.generation();
    Ancestor parent = header.parent();
    if (inForce != (parent == null ? header.generation() : parent.generation())) {
      throw new CorruptionException(file, 0, "log segment of another generation");
    }
  }

  private CorruptionException missing(Segment previous, SegmentHeader header) {
    long firstMissing = previous.header().sequence() + 1;
    long lastVersion = lastVersion(previous);
    String what =
        "log segments " + firstMissing + " to " + (header.sequence() - 1) + " are missing";
    if (lastVersion + 1 < header.firstVersion()) {
      what += ", versions " + (lastVersion + 1) + " to " + (header.firstVersion() - 1) + ",";
    }
    return new CorruptionException(directory.resolve(Segment.fileName(firstMissing)), 0, what);
  }

  private long lastVersion(Segment segment) {
    try (GroupReader reader = segment.reader(storage)) {
      return lastVersion(reader, segment);
    }
  }

  private static long lastVersion(GroupReader reader, Segment segment) {
    long last = segment.firstVersion() - 1;
    while (reader.next(segment.header().limitLsn())) {
      last = reader.lastVersion();
    }
    return last;
  }
}
