package dev.kedge.internal.wal;

import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.StorageFile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives up segments that nobody needs, oldest first, and the unused room of those that were ended
 * long before they were full. Any thread may call it, one at a time does the work.
 */
final class Discarder {

  private final Storage storage;
  private final Path directory;
  private final SegmentList segments;
  private final SpareSegments spares;
  private final LostHistory lost;
  private @Nullable Path unfinished;
  private long trimmedThrough;

  Discarder(
      Storage storage,
      Path directory,
      SegmentList segments,
      SpareSegments spares,
      LostHistory lost) {
    this.storage = storage;
    this.directory = directory;
    this.segments = segments;
    this.spares = spares;
    this.lost = lost;
  }

  /**
   * Gives up segments up to a version.
   *
   * @return the bytes that were used in them
   */
  synchronized long discard(long throughVersion) {
    finish();
    long freed = 0;
    List<Segment> removed = segments.removeOldest(throughVersion);
    while (!removed.isEmpty()) {
      Segment segment = removed.get(0);
      unfinished = segment.file();
      lost.discard(storage, directory);
      spares.recycle(segment.file());
      unfinished = null;
      freed += segment.header().fileOffset(removed.get(1).baseLsn());
      removed = segments.removeOldest(throughVersion);
    }
    trim();
    return freed;
  }

  /**
   * Ends what failed in an earlier call. Segments go one by one and each for good: at the next
   * open, also after a crash, no hole may stand between those that are left.
   */
  private void finish() {
    Path file = unfinished;
    if (file != null) {
      storage.delete(file);
      storage.syncDirectory(directory);
      unfinished = null;
    }
  }

  private void trim() {
    List<Segment> held = segments.snapshot();
    for (int i = 0; i + 1 < held.size(); i++) {
      SegmentHeader header = held.get(i).header();
      long used = held.get(i + 1).baseLsn() - header.baseLsn();
      if (header.sequence() > trimmedThrough) {
        if (used < header.capacity() / 2) {
          long kept = SegmentHeader.BYTES + used + SegmentSeal.BYTES;
          trim(held.get(i), LogConfig.wholeUnits(kept));
        }
        trimmedThrough = header.sequence();
      }
    }
  }

  private void trim(Segment segment, long length) {
    try (StorageFile file = storage.open(segment.file(), OpenMode.WRITE)) {
      if (file.size() > length) {
        file.truncate(length);
      }
    }
  }
}
