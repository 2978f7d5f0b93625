package dev.kedge.internal.store;

import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.internal.btree.NodeCheck;
import dev.kedge.internal.btree.TreeEdit;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.page.PageFile;
import dev.kedge.internal.wal.LogRecord;
import dev.kedge.internal.wal.Op;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * Brings a restored database file forward by shipped log before anybody has it. As it is worth
 * nothing until it is complete, it needs no log of its own and no checkpoints: as many commits as
 * memory has room for change the tree at once, in the order of their keys.
 *
 * <p>Belongs to one thread.
 */
public final class LogReplay implements AutoCloseable {

  /** As transactions are applied that some database took, only the format limits them. */
  private static final long MAX_TRANSACTION_BYTES = Integer.MAX_VALUE;

  private static final int SHARES_OF_HEAP = 16;

  private final Path path;
  private final PrivateTree tree;
  private final OpBatch batch = new OpBatch();
  private final long batchBytes;
  private TreeEdit edit;
  private Published state;
  private boolean changed;

  private LogReplay(Path path, PrivateTree tree, long batchBytes) {
    this.path = path;
    this.tree = tree;
    this.batchBytes = batchBytes;
    this.edit = tree.edit();
    this.state = Published.of(tree.pages(), tree.pages().metas().newest());
  }

  /** Opens a database file that was restored and not opened by anybody yet. */
  static LogReplay open(Storage storage, Path path) {
    return open(storage, path, Runtime.getRuntime().maxMemory() / SHARES_OF_HEAP);
  }

  /** As above, with so much heap for changes that come together, twice. */
  static LogReplay open(Storage storage, Path path, long batchBytes) {
    PageFile pages = PageFile.open(storage, path, true, NodeCheck::problem);
    try {
      return new LogReplay(path, PrivateTree.of(pages, StoreOpener.allocator(pages)), batchBytes);
    } catch (Throwable e) {
      pages.close();
      throw e;
    }
  }

  /** Where it stands. */
  public Position position() {
    return state.position();
  }

  /**
   * Takes a stream of shipped log, until a version or the last commit at or before an instant; all
   * of it if both are the last there are.
   *
   * @throws dev.kedge.RecoveryTargetException if the stream ends before both, or either lies before
   *     where it stands
   * @throws dev.kedge.KedgeException as {@link Applier#apply}
   */
  public void apply(InputStream in, long version, Instant instant) {
    boolean all = version == Long.MAX_VALUE && instant.equals(Instant.MAX);
    ApplyTarget target = all ? ApplyTarget.END : ApplyTarget.earlier(version, instant);
    target.refuseBefore(state);
    LogIntake intake =
        new LogIntake(
            new IntoBatch(),
            in,
            "the shipped log",
            MAX_TRANSACTION_BYTES,
            target,
            ProgressListener.NONE);
    intake.run();
    if (!intake.isReached()) {
      throw target.outside(state, "the end of the shipped log: " + state.position());
    }
  }

  /** What the log is for. */
  private final class IntoBatch implements LogIntake.Receiver {

    @Override
    public Path path() {
      return path;
    }

    @Override
    public Published state() {
      return state;
    }

    @Override
    public OptionalLong historyAt(long version) {
      return OptionalLong.empty();
    }

    @Override
    public void take(List<LogRecord> records, long generation) {
      changed = true;
      records.forEach(record -> record.ops().forEach(batch::add));
      LogRecord last = records.get(records.size() - 1);
      Published own = generation == state.generation() ? state : state.inGeneration(generation);
      state = own.at(last.version(), last.timeMicros(), last.history());
      if (batch.heapBytes() > batchBytes) {
        drain();
      }
    }
  }

  private void drain() {
    batch.drainTo(this::apply);
    write();
  }

  /** The tree may be written between any two: no meta page leads there. */
  private void apply(Op op) {
    if (edit.heapBytes() > batchBytes) {
      write();
    }
    Committer.apply(edit, op);
  }

  private void write() {
    tree.write(edit, state.version());
    edit = tree.edit();
  }

  /** Makes the file the database as of {@link #position}. */
  void complete() {
    if (changed) {
      drain();
      tree.complete(state);
    }
  }

  @Override
  public void close() {
    tree.close();
  }
}
