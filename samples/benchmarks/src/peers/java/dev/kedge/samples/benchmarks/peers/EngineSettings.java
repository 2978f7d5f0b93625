package dev.kedge.samples.benchmarks.peers;

/**
 * What all engines are given alike.
 *
 * @param cacheBytes memory for what an engine caches by itself
 * @param mapBytes more than any of the files gets long; address space, not memory
 * @param valueBytes how long values are, which is a reason for some engines to store them in
 *     another way
 * @param cold whether there is more data than memory, which some engines want to be told
 */
record EngineSettings(long cacheBytes, long mapBytes, int valueBytes, boolean cold) {

  private static final long MEBIBYTE = 1 << 20;

  long cacheMebibytes() {
    return cacheBytes / MEBIBYTE;
  }

  /** The same for values of another length. */
  EngineSettings withValues(int bytes) {
    return new EngineSettings(cacheBytes, mapBytes, bytes, cold);
  }

  /** The same for a process that has little memory, whose cache is this. */
  EngineSettings withCache(long bytes) {
    return new EngineSettings(bytes, mapBytes, valueBytes, true);
  }
}
