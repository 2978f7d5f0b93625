package dev.kedge;

import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;

/** Loads sorted entries in commits of moderate size, of which only the last is forced. */
final class BulkLoad {

  private static final long BATCH_BYTES = 1 << 20;
  private static final int BATCH_ENTRIES = 10_000;

  private final Database database;
  private final WriteBatch batch = new WriteBatch();
  private long entries;
  private long firstVersion;
  private long lastVersion;

  BulkLoad(Database database) {
    this.database = database;
  }

  BulkLoadResult run(Iterator<Entry> source) {
    long start = System.nanoTime();
    byte[] before = null;
    while (source.hasNext()) {
      Entry entry = source.next();
      if (before != null && Arrays.compareUnsigned(before, entry.key()) >= 0) {
        throw new IllegalArgumentException(
            "the key of entry " + entries + " is not above the one before: sort the input");
      }
      before = entry.key();
      batch.put(entry.key(), entry.value());
      entries++;
      if (batch.bytes() >= BATCH_BYTES || batch.size() >= BATCH_ENTRIES) {
        commit(source.hasNext() ? Durability.OFF : Durability.FULL);
      }
    }
    if (batch.size() > 0) {
      commit(Durability.FULL);
    }
    return new BulkLoadResult(
        entries, firstVersion, lastVersion, Duration.ofNanos(System.nanoTime() - start));
  }

  private void commit(Durability durability) {
    Commit commit = database.write(batch, durability);
    firstVersion = firstVersion == 0 ? commit.version() : firstVersion;
    lastVersion = commit.version();
    batch.clear();
  }
}
