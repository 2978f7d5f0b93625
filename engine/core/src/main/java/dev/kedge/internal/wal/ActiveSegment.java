package dev.kedge.internal.wal;

import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.StorageFile;

/**
 * The segment that is appended to. One thread at a time appends; another may force meanwhile. What
 * is behind the last group is not known to it: the caller says where a group goes.
 */
final class ActiveSegment implements AutoCloseable {

  private final Segment segment;
  private final StorageFile file;
  private final byte[] salt;

  private ActiveSegment(Segment segment, StorageFile file) {
    this.segment = segment;
    this.file = file;
    this.salt = LogGroup.saltBytes(segment.header().salt());
  }

  /** Opens a segment that has its header and its name. */
  static ActiveSegment open(Storage storage, Segment segment) {
    return new ActiveSegment(segment, storage.open(segment.file(), OpenMode.WRITE));
  }

  /** Makes a segment of a spare file, which still has its temporary name, and forces it. */
  static void inscribe(Storage storage, SpareSegments.Spare spare, SegmentHeader header) {
    // The zeros behind it show that there is no group yet, whatever was there before.
    byte[] block = new byte[SegmentHeader.BYTES + LogGroup.HEADER_BYTES];
    header.encode(block);
    try (StorageFile opened = storage.open(spare.file(), OpenMode.WRITE)) {
      opened.write(0, block, 0, block.length);
      opened.force();
    }
  }

  SegmentHeader header() {
    return segment.header();
  }

  /** Whether so many bytes fit at a position, and the seal behind them. */
  boolean hasRoom(long lsn, long bytes) {
    return header().limitLsn() - lsn >= bytes + SegmentSeal.BYTES;
  }

  /** Whether less than half of it is free behind a position. */
  boolean isHalfFull(long lsn) {
    return header().limitLsn() - lsn < header().capacity() / 2;
  }

  /** Writes a group, in one write. */
  void append(LogGroup group, long lsn, long forcedUpTo) {
    byte[] bytes = group.seal(salt, lsn, forcedUpTo);
    int length = (int) group.paddedBytes() + LogGroup.HEADER_BYTES;
    file.write(header().fileOffset(lsn), bytes, 0, length);
    segment.index().note(group.firstVersion(), lsn);
  }

  /** Notes behind the last group that the next segment is there, if there is room. */
  void seal(long lsn, long nextVersion) {
    if (hasRoom(lsn, 0)) {
      byte[] seal = SegmentSeal.encode(salt, lsn, nextVersion);
      file.write(header().fileOffset(lsn), seal, 0, seal.length);
    }
  }

  /** Makes what was written durable. */
  void force() {
    file.force();
  }

  @Override
  public void close() {
    file.close();
  }
}
