package dev.kedge.internal.wal;

import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.StorageFile;

/**
 * Looks at what stands behind the last valid group of the last segment, to tell damage from a tear:
 * every place where a group may begin is tried, since a crash may have kept a later write and lost
 * an earlier one.
 *
 * <p>Belongs to one thread. Writes nothing.
 */
final class TailSearch {

  private static final int BLOCK_BYTES = 256 << 10;

  /**
   * What was found.
   *
   * @param provenUpTo the largest position that a group found here says was forced; 0 if none
   * @param remainsEnd the position behind what a torn write left, at the end of the log if nothing
   */
  record Found(long provenUpTo, long remainsEnd) {}

  private final Segment segment;
  private final long end;
  private long provenUpTo;
  private long groupsEnd;
  private long contentEnd;

  private TailSearch(Segment segment, long end) {
    this.segment = segment;
    this.end = end;
    this.groupsEnd = end;
    this.contentEnd = end;
  }

  /** Searches a segment from where its valid groups end. */
  static Found run(Storage storage, Segment segment, long end) {
    TailSearch search = new TailSearch(segment, end);
    try (StorageFile file = storage.open(segment.file(), OpenMode.READ);
        GroupReader groups = segment.reader(storage)) {
      search.scan(file, groups);
      return new Found(search.provenUpTo, search.remainsEnd(file));
    }
  }

  private void scan(StorageFile file, GroupReader groups) {
    SegmentHeader header = segment.header();
    byte[] block = new byte[(int) Math.min(BLOCK_BYTES, header.capacity())];
    long position = end;
    while (position < header.limitLsn()) {
      int length = file.read(header.fileOffset(position), block, 0, block.length);
      length = (int) Math.min(length, header.limitLsn() - position);
      int last = Bytes.lastNonZero(block, 0, length);
      contentEnd = last < 0 ? contentEnd : position + last + 1;
      int candidates = length - LogGroup.LSN_OFFSET - Long.BYTES;
      for (int at = 0; at <= Math.min(candidates, last); at += LogGroup.ALIGNMENT) {
        if (Bytes.getLong(block, at + LogGroup.LSN_OFFSET) == position + at
            && position + at >= groupsEnd) {
          tryGroup(groups, position + at);
        }
      }
      if (candidates < 0 || position + length >= header.limitLsn()) {
        break;
      }
      position += candidates / LogGroup.ALIGNMENT * LogGroup.ALIGNMENT + LogGroup.ALIGNMENT;
    }
  }

  private void tryGroup(GroupReader groups, long lsn) {
    groups.seek(lsn);
    if (groups.next(segment.header().limitLsn())) {
      provenUpTo = Math.max(provenUpTo, groups.forcedUpTo());
      groupsEnd = groups.lsn();
    } else if (groups.isAtSeal()) {
      provenUpTo = Math.max(provenUpTo, lsn);
      groupsEnd = lsn + SegmentSeal.BYTES;
    }
  }

  /**
   * Leftovers of an earlier use of the segment are no remains of a torn write. In a recycled
   * segment they are told apart by the zeros that are written behind each group.
   */
  private long remainsEnd(StorageFile file) {
    SegmentHeader header = segment.header();
    if (groupsEnd > end || !header.recycled()) {
      return header.recycled() ? groupsEnd : contentEnd;
    }
    byte[] head = new byte[LogGroup.HEADER_BYTES];
    int wanted = (int) Math.min(head.length, header.limitLsn() - end);
    int length = file.read(header.fileOffset(end), head, 0, wanted);
    return end + Bytes.lastNonZero(head, 0, length) + 1;
  }
}
