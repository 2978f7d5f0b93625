package dev.kedge;

import dev.kedge.internal.store.Micros;
import dev.kedge.internal.store.StoreSnapshot;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One state of the database, as it was when the snapshot was taken. Taking it costs the same
 * whatever the size of the database; it waits for nobody, and nobody waits for it. As long as it is
 * open, the pages that only it needs are not reused, so the file can grow by about the size that
 * the database had then: close it.
 *
 * <p>May be read by many threads at once.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public final class Snapshot implements ReadView, AutoCloseable {

  private final StoreSnapshot snapshot;

  Snapshot(StoreSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** Which state it is. */
  public Position position() {
    return snapshot.position();
  }

  /** The version of the last commit in it, 0 if there is none. */
  public long version() {
    return snapshot.position().version();
  }

  /** The time of that commit. */
  public Instant commitTime() {
    return Micros.instant(snapshot.timeMicros());
  }

  /** How many keys it has. */
  public long entries() {
    return snapshot.entries();
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return snapshot.get(key);
  }

  @Override
  public boolean exists(byte[] key) {
    return snapshot.exists(key);
  }

  @Override
  public Cursor cursor(KeyRange range) {
    snapshot.check();
    return new Cursor(snapshot, false, range);
  }

  /** Lets the state go; cursors over it can't be used any more. A second call does nothing. */
  @Override
  public void close() {
    snapshot.close();
  }
}
