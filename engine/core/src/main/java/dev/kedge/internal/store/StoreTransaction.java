package dev.kedge.internal.store;

import dev.kedge.Commit;
import dev.kedge.Durability;
import dev.kedge.internal.btree.NodeRef;
import dev.kedge.internal.btree.TreeEdit;
import dev.kedge.internal.btree.TreeReader;
import dev.kedge.internal.page.PageFile;
import dev.kedge.internal.wal.Op;
import dev.kedge.internal.wal.OpCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction has read from and written. Its writes are a list; only when it reads after
 * writing are they applied to a tree of its own, which is thrown away in the end.
 */
public final class StoreTransaction implements AutoCloseable {

  private final Store store;
  private final long registered;
  private final StoreSnapshot snapshot;
  private final List<Op> ops = new ArrayList<>();
  private final List<byte[]> locked = new ArrayList<>(0);
  private long bytes;
  private @Nullable TreeEdit view;
  private int viewed;
  private boolean ended;

  StoreTransaction(Store store) {
    this.store = store;
    this.registered = store.published().version();
    store.conflicts().begin(registered);
    this.snapshot = store.snapshot();
  }

  /** The state that it reads. */
  public StoreSnapshot snapshot() {
    return snapshot;
  }

  /** Where the nodes of {@link #view} are. */
  public PageFile pages() {
    return snapshot.state().pages();
  }

  /** The snapshot with the writes so far. */
  public TreeEdit view() {
    check();
    TreeEdit edit = view;
    if (edit == null) {
      Published state = snapshot.state();
      edit = new TreeEdit(state.pages(), state.root(), state.entries());
      view = edit;
    }
    try {
      while (viewed < ops.size()) {
        Committer.apply(edit, ops.get(viewed));
        viewed++;
      }
    } catch (InternalError e) {
      throw store.mapFailed(e);
    }
    return edit;
  }

  /** A copy of a value, or null. */
  public byte @Nullable [] get(byte[] key) {
    check();
    if (ops.isEmpty()) {
      return snapshot.get(key);
    }
    NodeRef root = view().root();
    try {
      return TreeReader.get(pages(), root, key);
    } catch (InternalError e) {
      throw store.mapFailed(e);
    }
  }

  /** Whether a key is there. */
  public boolean exists(byte[] key) {
    check();
    if (ops.isEmpty()) {
      return snapshot.exists(key);
    }
    NodeRef root = view().root();
    try {
      return TreeReader.contains(pages(), root, key);
    } catch (InternalError e) {
      throw store.mapFailed(e);
    }
  }

  /** Sets a value. */
  public void put(byte[] key, byte[] value) {
    add(Op.put(key.clone(), value.clone()));
  }

  /** Removes a key. */
  public void delete(byte[] key) {
    add(Op.delete(key.clone()));
  }

  /** Removes the keys from one to before another; see {@link Op#deleteRange}. */
  public void deleteRange(byte[] from, byte @Nullable [] to) {
    add(Op.deleteRange(from, to));
  }

  /** Makes a key count as written. */
  public void lock(byte[] key) {
    check();
    store.limits().checkKey(key);
    locked.add(key.clone());
  }

  private void add(Op op) {
    check();
    store.limits().check(op);
    long more = bytes + OpCodec.encodedLength(op);
    store.limits().checkTransaction(more);
    bytes = more;
    ops.add(op);
  }

  /** Whether there is anything to commit. */
  public boolean hasWrites() {
    return !ops.isEmpty();
  }

  /** Commits with the database's durability. */
  public Commit commit() {
    return commit(store.options().durability());
  }

  /** Commits; the transaction has ended afterwards, however this ends. */
  public Commit commit(Durability durability) {
    check();
    try {
      long version = snapshot.position().version();
      WriteSet writes = new WriteSet(ops, locked);
      if (ops.isEmpty()) {
        if (!locked.isEmpty()) {
          store.conflicts().check(writes, version, Map.of());
        }
        return new Commit(version, Micros.instant(snapshot.timeMicros()));
      }
      return store.write(ops, durability, version, writes);
    } finally {
      close();
    }
  }

  private void check() {
    if (ended) {
      throw new IllegalStateException("the transaction has ended");
    }
    snapshot.check();
  }

  /** Ends it; nothing is written that has not been committed. */
  @Override
  public void close() {
    if (!ended) {
      ended = true;
      view = null;
      snapshot.close();
      store.conflicts().end(registered);
    }
  }
}
