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
 * Reads the headers of all segments in a directory and checks that each begins where the one before
 * ends: no number missing, and position, version, time, history and generation joined.
 *
 * <p>Belongs to one thread. Writes nothing.
 */
final class SegmentChain {

  private final Storage storage;
  private final Path directory;
  private final List<Segment> segments = new ArrayList<>();
  private long fileBytes;

  private SegmentChain(Storage storage, Path directory) {
    this.storage = storage;
    this.directory = directory;
  }

  /**
   * The segments of a directory, oldest first.
   *
   * @throws CorruptionException if they don't join, or a header is damaged
   */
  static List<Segment> read(Storage storage, Path directory) {
    SegmentChain chain = new SegmentChain(storage, directory);
    for (Path file : storage.list(directory)) {
      String name = file.getFileName().toString();
      if (Segment.isSegmentName(name)) {
        chain.add(file, Segment.sequenceOf(name));
      }
    }
    chain.checkLast();
    return chain.segments;
  }

  private void add(Path file, OptionalLong sequence) {
    if (sequence.isEmpty()) {
      throw new CorruptionException(file, 0, "malformed name of a log segment");
    }
    @Nullable Segment previous = segments.isEmpty() ? null : segments.get(segments.size() - 1);
    SegmentHeader header = readHeader(file, sequence.getAsLong(), previous);
    if (previous != null) {
      check(previous, header, file);
    }
    segments.add(Segment.of(file, header));
  }

  private SegmentHeader readHeader(Path file, long sequence, @Nullable Segment previous) {
    try (StorageFile opened = storage.open(file, OpenMode.READ)) {
      byte[] block = new byte[SegmentHeader.BYTES];
      int length = opened.read(0, block, 0, block.length);
      SegmentHeader header = SegmentHeader.decode(block, length, file);
      if (header.sequence() != sequence) {
        throw new CorruptionException(
            file, 0, "header of log segment " + header.sequence() + " under another name");
      }
      if (previous != null && sequence != previous.header().sequence() + 1) {
        throw missing(previous, header);
      }
      checkLength(previous, header);
      fileBytes = opened.size();
      return header;
    }
  }

  /** The segment before must be as long as this one's header says. */
  private void checkLength(@Nullable Segment previous, SegmentHeader header) {
    if (previous != null && fileBytes < previous.header().fileOffset(header.baseLsn())) {
      throw new CorruptionException(
          previous.file(), fileBytes, "log segment shorter than the next one says");
    }
  }

  /** The last segment is as long as it was preallocated; only what is sealed is ever cut. */
  private void checkLast() {
    if (!segments.isEmpty()) {
      Segment last = segments.get(segments.size() - 1);
      if (fileBytes < last.header().fileOffset(last.header().limitLsn())) {
        throw new CorruptionException(
            last.file(), fileBytes, "log segment shorter than its header says");
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
      long last = segment.firstVersion() - 1;
      while (reader.next(segment.header().limitLsn())) {
        last = reader.lastVersion();
      }
      return last;
    }
  }
}
