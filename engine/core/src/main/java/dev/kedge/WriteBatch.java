package dev.kedge;

import dev.kedge.internal.wal.Op;
import dev.kedge.internal.wal.OpCodec;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes that are committed together by {@link Database#write(WriteBatch)}, wholly or not at all,
 * in the order in which they were added. Unlike a {@link Transaction} it reads nothing, and so
 * conflicts with nobody. Arrays are copied when they are added.
 *
 * <p>Used by one thread at a time; it can be used again after {@link #clear}.
 */
public final class WriteBatch {

  private final List<Op> ops = new ArrayList<>();
  private long bytes;

  /** An empty batch. */
  public WriteBatch() {}

  /** Sets the value of a key. */
  public WriteBatch put(byte[] key, byte[] value) {
    return add(Op.put(key.clone(), value.clone()));
  }

  /** Removes a key; nothing happens if it is not there. */
  public WriteBatch delete(byte[] key) {
    return add(Op.delete(key.clone()));
  }

  /** Removes all keys of a range; its order does not matter. */
  public WriteBatch deleteRange(KeyRange range) {
    return add(Op.deleteRange(range.start(), range.end()));
  }

  private WriteBatch add(Op op) {
    ops.add(op);
    bytes += OpCodec.encodedLength(op);
    return this;
  }

  /** How many writes it has. */
  public int size() {
    return ops.size();
  }

  /** What it would take in the log, in bytes. */
  public long bytes() {
    return bytes;
  }

  /** Takes all writes out. */
  public void clear() {
    ops.clear();
    bytes = 0;
  }

  List<Op> ops() {
    return ops;
  }
}
