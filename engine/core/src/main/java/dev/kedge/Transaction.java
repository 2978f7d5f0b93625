package dev.kedge;

import dev.kedge.internal.btree.TreeCursor;
import dev.kedge.internal.btree.TreeEdit;
import dev.kedge.internal.store.StoreTransaction;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes that are committed together, under snapshot isolation: it reads the state of
 * when it began and its own writes, and of two transactions that overlap in time and write the same
 * key the first to commit wins; the other's {@link #commit} throws {@link ConflictException} and
 * nothing of it is written. A range that is deleted counts as all its keys.
 *
 * <p>Snapshot isolation does not prevent write skew: two transactions may each read what the other
 * writes, and both commit. Where that matters, {@link #lock} makes a read count as a write.
 *
 * <p>A transaction that is closed without a commit is rolled back. Used by one thread at a time.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public final class Transaction implements ReadView, AutoCloseable {

  private final StoreTransaction transaction;

  Transaction(StoreTransaction transaction) {
    this.transaction = transaction;
  }

  /** The state that it reads, without its own writes. */
  public Position snapshotPosition() {
    return transaction.snapshot().position();
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return transaction.get(key);
  }

  @Override
  public boolean exists(byte[] key) {
    return transaction.exists(key);
  }

  @Override
  public Cursor cursor(KeyRange range) {
    TreeEdit view = transaction.view();
    return new Cursor(
        transaction.snapshot(),
        false,
        range,
        () -> new TreeCursor(transaction.pages(), view.root()),
        () -> transaction.view().changes());
  }

  /**
   * Sets the value of a key.
   *
   * @throws LimitExceededException if the key, the value or the transaction becomes too large; the
   *     transaction goes on without this write
   */
  public void put(byte[] key, byte[] value) {
    transaction.put(key, value);
  }

  /** Removes a key; nothing happens if it is not there. */
  public void delete(byte[] key) {
    transaction.delete(key);
  }

  /** Removes all keys of a range; its order does not matter. */
  public void deleteRange(KeyRange range) {
    transaction.deleteRange(range.start(), range.end());
  }

  /**
   * Makes this transaction conflict with every other that writes the key, as if it wrote the key
   * itself.
   */
  public void lock(byte[] key) {
    transaction.lock(key);
  }

  /** Whether it writes anything. */
  public boolean hasWrites() {
    return transaction.hasWrites();
  }

  /**
   * Commits, and ends the transaction.
   *
   * @return the version and time of the commit; if nothing was written, those of the snapshot
   * @throws ConflictException if another commit wrote a key that this one writes or locked; begin
   *     again, or use {@link Database#update}
   * @throws StorageFullException if there was no room; nothing is committed
   * @throws DatabaseFencedException if a write to the log failed; its outcome tells whether the
   *     commit may be there after all
   */
  public Commit commit() {
    return transaction.commit();
  }

  /** Commits with another durability than the database's. */
  public Commit commit(Durability durability) {
    return transaction.commit(durability);
  }

  /** Ends the transaction; nothing of it is written. Does nothing if it has ended already. */
  public void rollback() {
    transaction.close();
  }

  /** As {@link #rollback}. */
  @Override
  public void close() {
    transaction.close();
  }
}
