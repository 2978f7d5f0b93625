package dev.kedge.internal.store;

import java.util.function.UnaryOperator;

/** The state of this copy of the database, in memory and in its file. Any thread may use it. */
final class InstanceKeeper {

  private final InstanceFile file;
  // Read without the lock, which is held while the file is written.
  private volatile InstanceState state;
  private boolean unwritten;

  InstanceKeeper(InstanceFile file, InstanceState state) {
    this.file = file;
    this.state = state;
  }

  InstanceState state() {
    return state;
  }

  /** Changes the state, durably; writes nothing if it stays the same. */
  synchronized void update(UnaryOperator<InstanceState> change) {
    InstanceState next = change.apply(state);
    if (!next.equals(state)) {
      file.write(next);
      state = next;
      unwritten = false;
    }
  }

  /** Changes the state in memory only: it is written with the next durable change. */
  synchronized void updateLazily(UnaryOperator<InstanceState> change) {
    InstanceState next = change.apply(state);
    unwritten |= !next.equals(state);
    state = next;
  }

  /** Makes lazy changes durable. */
  synchronized void flush() {
    if (unwritten) {
      file.write(state);
      unwritten = false;
    }
  }
}
