package dev.kedge.cli;

import dev.kedge.Database;
import dev.kedge.Durability;
import dev.kedge.Entry;
import dev.kedge.Transaction;

/** Sets entries in commits of moderate size of which only the last is forced. */
final class EntryBatches implements AutoCloseable {

  private static final long BATCH_BYTES = 1 << 20;
  private static final int BATCH_ENTRIES = 10_000;

  private final Database database;
  private Transaction batch;
  private long bytes;
  private int entries;
  private long committed;

  EntryBatches(Database database) {
    this.database = database;
    this.batch = database.begin();
  }

  /**
   * Sets an entry.
   *
   * @throws IllegalArgumentException if the key is empty; what came before it is not affected
   * @throws dev.kedge.LimitExceededException if it is too large; the same
   */
  void set(Entry entry) {
    if (bytes >= BATCH_BYTES || entries >= BATCH_ENTRIES) {
      commit(Durability.OFF);
      batch = database.begin();
    }
    batch.put(entry.key(), entry.value());
    bytes += entry.key().length + entry.value().length;
    entries++;
  }

  /**
   * Commits what is left, and ends.
   *
   * @return how many entries were committed in all
   */
  long finish() {
    commit(Durability.FULL);
    return committed;
  }

  /** How many entries were committed so far. */
  long committed() {
    return committed;
  }

  private void commit(Durability durability) {
    batch.commit(durability);
    committed += entries;
    entries = 0;
    bytes = 0;
  }

  /** Gives up what has not been committed. */
  @Override
  public void close() {
    batch.close();
  }
}
