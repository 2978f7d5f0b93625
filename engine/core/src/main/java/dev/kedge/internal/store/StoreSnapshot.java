package dev.kedge.internal.store;

import dev.kedge.Position;
import dev.kedge.internal.btree.TreeCursor;
import dev.kedge.internal.btree.TreeReader;
import org.jspecify.annotations.Nullable;

/** One state of the database, pinned until closed. Any thread may read it. */
public final class StoreSnapshot implements AutoCloseable {

  private final Store store;
  private final ReaderRegistry.Pin pin;
  private final Published state;
  private volatile boolean closed;

  StoreSnapshot(Store store, ReaderRegistry.Pin pin) {
    this.store = store;
    this.pin = pin;
    this.state = pin.state();
  }

  /** Refuses use after it, or the database, was closed. */
  public void check() {
    store.fence().checkOpen();
    if (closed) {
      throw new IllegalStateException("the snapshot, transaction or cursor is closed");
    }
  }

  Store store() {
    return store;
  }

  Published state() {
    return state;
  }

  /** Which state it is. */
  public Position position() {
    return state.position();
  }

  /** The time of its last commit, microseconds since 1970. */
  public long timeMicros() {
    return state.timeMicros();
  }

  /** How many keys it has. */
  public long entries() {
    return state.entries();
  }

  /** A copy of a value, or null. */
  public byte @Nullable [] get(byte[] key) {
    check();
    try {
      return TreeReader.get(state.pages(), state.root(), key);
    } catch (InternalError e) {
      throw store.mapFailed(e);
    }
  }

  /** Whether a key is there. */
  public boolean exists(byte[] key) {
    check();
    try {
      return TreeReader.contains(state.pages(), state.root(), key);
    } catch (InternalError e) {
      throw store.mapFailed(e);
    }
  }

  /** A cursor over all of it. */
  public TreeCursor cursor() {
    check();
    return new TreeCursor(state.pages(), state.root());
  }

  /** Where a mapped page can't be delivered: the error to throw. */
  public RuntimeException unreadable(InternalError error) {
    return store.mapFailed(error);
  }

  /** Lets the state go. A second call does nothing. */
  @Override
  public void close() {
    closed = true;
    pin.close();
  }
}
