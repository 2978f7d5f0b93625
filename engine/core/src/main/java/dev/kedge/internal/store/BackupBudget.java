package dev.kedge.internal.store;

/**
 * How many pieces a backup or restore may have in memory at once, and how many threads work on
 * them: all the threads can use, as long as the pieces take no more than a quarter of the heap, but
 * at least two pieces, so that one can be filled while the other is written.
 *
 * @param workers threads beside the caller's
 * @param pieces arrays that hold a piece each
 */
record BackupBudget(int workers, int pieces) {

  private static final int MOST_WORKERS = 4;

  // Arrays this long get heap regions of their own, of 1 MiB or more, the last one partly unused.
  private static final long REGION = 1 << 20;

  /** The budget of this JVM for arrays of {@code arrayBytes}. */
  static BackupBudget of(int arrayBytes) {
    Runtime runtime = Runtime.getRuntime();
    return of(arrayBytes, runtime.maxMemory(), runtime.availableProcessors());
  }

  /** The budget of a JVM with such a heap and so many processors. */
  static BackupBudget of(int arrayBytes, long maxHeapBytes, int processors) {
    int workers = Math.min(processors, MOST_WORKERS);
    long footprint = (arrayBytes + REGION) / REGION * REGION;
    int pieces = (int) Math.max(2, Math.min(workers + 2, maxHeapBytes / 4 / footprint));
    return new BackupBudget(Math.min(workers, pieces), pieces);
  }
}
