package dev.kedge.samples.benchmarks.peers;

import java.nio.file.Path;

/**
 * Records of one kind in a database that is open.
 *
 * @param dataset of what kind
 * @param records how many there are
 * @param store the database
 * @param directory where it is
 */
record Data(Dataset dataset, int records, Store store, Path directory) {

  Entries entries() {
    return dataset.entries();
  }

  long liveBytes() {
    return entries().liveBytes(records);
  }

  TimedThreads threads() {
    return new TimedThreads(store);
  }
}
