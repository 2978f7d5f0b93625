package dev.kedge.internal.wal;

import java.util.Arrays;

/**
 * Where in a segment some of its groups begin, about one in 256 KiB, so that a reader that asks for
 * a late version need not read the segment from its start. Any thread may use it.
 */
final class SparseIndex {

  private static final long DISTANCE_BYTES = 256 << 10;

  private final long baseLsn;
  private long[] versions = {};
  private long[] lsns = {};
  private int size;

  SparseIndex(long baseLsn) {
    this.baseLsn = baseLsn;
  }

  /** Takes note of a valid group; they come in their order. */
  synchronized void note(long firstVersion, long lsn) {
    if (lsn < (size == 0 ? baseLsn : lsns[size - 1]) + DISTANCE_BYTES) {
      return;
    }
    if (size == lsns.length) {
      versions = Arrays.copyOf(versions, size * 2 + 4);
      lsns = Arrays.copyOf(lsns, size * 2 + 4);
    }
    versions[size] = firstVersion;
    lsns[size] = lsn;
    size++;
  }

  /** The beginning of a group at or before the one that holds a version. */
  synchronized long floor(long version) {
    int found = Arrays.binarySearch(versions, 0, size, version);
    int index = found >= 0 ? found : -found - 2;
    return index < 0 ? baseLsn : lsns[index];
  }

  /** The beginning of a group at or before a position. */
  synchronized long floorOfLsn(long lsn) {
    int found = Arrays.binarySearch(lsns, 0, size, lsn);
    int index = found >= 0 ? found : -found - 2;
    return index < 0 ? baseLsn : lsns[index];
  }
}
